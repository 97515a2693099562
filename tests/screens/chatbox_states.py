"""Every state of the chatbox, each brought about as its people would: by names on the screen,
and by the commands of the page."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.screens.contents import CAROUSEL, FIELD, PICKER, picture
from tests.screens.looking import Look
from tests.screens.people import Customer, typed_until
from tests.screens.scene import Scene
from tests.stories.people import marker

OFFLINE = "Customer server offline (Ticket #1929383)"
INVOICE = "Invoice 8812"
ADDRESS = "Delivery address"
LONG = "The shop answers 502 on every page since the move to the new data centre, " * 4
# What somebody pastes who was asked for the log.
LOG = "".join(f"{line:06} ERROR something failed at line {line}\n" for line in range(600))
SUPPORT = {"server": "shop-1", "plan": "Business", "form": "support"}


def closed(scene: Scene) -> Page:
    return scene.customer().page


def closed_with_unread_messages(scene: Scene) -> Page:
    talk = scene.talk()
    talk.mira.close_chat()
    for text in ("it was the cable", "all shops are up again"):
        talk.olga.reply(text)
    expect(talk.mira.launcher).to_have_accessible_name(re.compile("2 unread"))
    preview = talk.mira.page.get_by_role("group", name="New message")
    expect(preview.get_by_role("button", name="Olga all shops are up again")).to_be_visible()
    return talk.mira.page


def a_start_waiting_for_the_first_opening_shows_nothing(scene: Scene) -> Page:
    mira = scene.customer()
    mira.start(OFFLINE)
    mira.wait_until("$crisp.is('chat:closed')")
    expect(mira.page.get_by_text(OFFLINE)).to_have_count(0)
    expect(mira.launcher).to_have_accessible_name(re.compile("^Chat"))
    return mira.page


def first_opened(scene: Scene) -> Page:
    mira = scene.customer()
    mira.open_chat()
    return mira.page


def no_thread(scene: Scene) -> Page:
    talk = scene.talk("hello, do you offer daily backups?")
    talk.answer("We do, every night, kept for 14 days.")
    talk.ask("wonderful, thank you!")
    return talk.mira.page


def one_open_thread(scene: Scene) -> Page:
    talk = scene.talk()
    talk.start(OFFLINE)
    talk.ask("my site is down since about ten minutes")
    talk.answer("I see it. Node 4 lost its disk; I am moving you to node 7 right now.")
    talk.ask("it answers 502 now, every page")
    return talk.mira.page


def a_thread_started_by_the_page_with_its_ticket(scene: Scene) -> Page:
    mira = scene.customer()
    mira.push("do", "chat:open")
    mira.start(OFFLINE, external_id="1929383", data=SUPPORT)
    mira.push("do", "message:send", ["text", "my site is down since about ten minutes"])
    expect(marker(mira.panel, OFFLINE, "started").first).to_be_visible()
    return mira.page


def the_same_start_again_changes_nothing(scene: Scene) -> Page:
    mira = scene.customer()
    mira.open_chat()
    for _ in range(3):
        mira.start(OFFLINE, external_id="1929383")
    mira.say("only once")
    mira.wait_until("$crisp.get('message:threads').length === 1")
    expect(mira.panel.get_by_role("heading", name=OFFLINE)).to_have_count(1)
    return mira.page


def several_open_threads(scene: Scene) -> Page:
    talk = scene.talk()
    talk.start("Refund for order 551", external_id="551")
    talk.ask("the blue one, please")
    talk.start(ADDRESS)
    talk.ask("new street is Rua Nova 1")
    talk.mira.push("do", "message:thread:select", [{"external_id": "551"}])
    expect(talk.mira.target("Refund for order 551")).to_be_visible()
    talk.answer("noted: Rua Nova 1")
    talk.ask("and when will the money be here?")
    return talk.mira.page


def the_topic_sheet(scene: Scene) -> Page:
    talk = scene.talk()
    talk.start(INVOICE)
    talk.ask("the tax is wrong")
    talk.end(INVOICE)
    talk.start(ADDRESS)
    talk.start(OFFLINE)
    talk.ask("my site is down")
    talk.mira.open_topics(OFFLINE)
    return talk.mira.page


def the_current_thread_ended(scene: Scene) -> Page:
    talk = scene.talk()
    talk.start(OFFLINE)
    talk.ask("my site is down since about ten minutes")
    talk.answer("That was the old address in the cache. All pages answer again.")
    talk.in_menu(OFFLINE, "End with outcome")
    dialog = talk.olga.page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("Moved to node 7, cache cleared")
    dialog.get_by_role("button", name="End thread").click()
    expect(talk.mira.panel.get_by_text("Moved to node 7, cache cleared")).to_be_visible()
    return talk.mira.page


def one_of_several_ended(scene: Scene) -> Page:
    talk = scene.talk()
    talk.start(ADDRESS)
    talk.ask("new street is Rua Nova 1")
    talk.start(OFFLINE)
    talk.ask("my site is down")
    talk.end(OFFLINE)
    expect(talk.mira.target(ADDRESS)).to_be_visible()
    return talk.mira.page


def an_ended_thread_folded(scene: Scene) -> Page:
    mira = _with_a_folded_thread(scene)
    expect(_folded(mira)).to_be_visible()
    return mira.page


def a_folded_thread_unfolded(scene: Scene) -> Page:
    mira = _with_a_folded_thread(scene)
    _folded(mira).click()
    expect(mira.panel.get_by_text("the tax is wrong")).to_be_visible()
    return mira.page


def resolved_with_an_open_thread(scene: Scene) -> Page:
    talk = scene.talk()
    talk.start(OFFLINE)
    talk.ask("my site is down")
    talk.olga.page.get_by_role("button", name="Resolve", exact=True).click()
    expect(talk.olga.page.get_by_text(f"Resolved: {talk.mira.name}")).to_be_visible()
    expect(talk.mira.target(OFFLINE)).to_be_visible()
    return talk.mira.page


def a_thread_reopened_by_its_ticket(scene: Scene) -> Page:
    talk = scene.talk()
    talk.start(OFFLINE, external_id="1929383")
    talk.ask("my site is down")
    talk.end(OFFLINE)
    talk.mira.start(OFFLINE, external_id="1929383")
    talk.both_see(OFFLINE, "reopened")
    talk.ask("it is down again")
    return talk.mira.page


def a_late_message_after_the_end(scene: Scene) -> Page:
    talk = scene.talk()
    talk.start(OFFLINE)
    talk.ask("my site is down")
    talk.end(OFFLINE)
    talk.ask("it is down again")
    expect(talk.mira.panel.get_by_text("follows")).to_have_count(0)
    return talk.mira.page


def a_merged_conversation(scene: Scene) -> Page:
    return scene.merged(OFFLINE).mira.page


def a_thread_started_by_an_operator(scene: Scene) -> Page:
    talk = scene.talk("please look at my invoice")
    page = talk.olga.page
    page.get_by_role("button", name="Start thread").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").first.fill(INVOICE)
    dialog.get_by_role("button", name="Start").last.click()
    talk.both_see(INVOICE, "started")
    talk.answer("I have it in front of me")
    return talk.mira.page


def a_renamed_thread_without_a_trace(scene: Scene) -> Page:
    talk = scene.talk()
    talk.start("Server")
    talk.ask("my site is down")
    talk.in_menu("Server", "Rename")
    dialog = talk.olga.page.get_by_role("dialog")
    dialog.get_by_role("textbox").first.fill(OFFLINE)
    dialog.get_by_role("button", name="Rename").click()
    expect(talk.mira.panel.get_by_role("heading", name=OFFLINE)).to_be_visible()
    expect(talk.mira.panel.get_by_text("renamed")).to_have_count(0)
    return talk.mira.page


def a_topic_of_255_characters(scene: Scene) -> Page:
    talk = scene.talk()
    topic = LONG[:254] + "."
    talk.start(topic)
    talk.ask("Donaudampfschifffahrtsgesellschaftskapitänskajütentürschlüssel" * 2)
    talk.start(INVOICE)
    talk.ask("the tax is wrong")
    return talk.mira.page


def a_long_draft(scene: Scene) -> Page:
    talk = scene.talk()
    talk.start(OFFLINE)
    talk.ask("my site is down")
    talk.mira.composer.fill("\n".join(f"{number}: the shop answers 502" for number in range(9)))
    return talk.mira.page


def a_text_that_is_too_long(scene: Scene) -> Page:
    talk = scene.talk()
    talk.start(OFFLINE)
    talk.mira.composer.fill(LOG)
    expect(talk.mira.panel.get_by_role("button", name="Send as a text file")).to_be_visible()
    return talk.mira.page


def a_long_message_shown_in_part(scene: Scene) -> Page:
    talk = scene.talk()
    talk.mira.say(LOG[:9_000])
    expect(talk.mira.panel.get_by_role("button", name="Show all")).to_be_visible()
    return talk.mira.page


def another_topic_offered_while_somebody_writes(scene: Scene) -> Page:
    talk = scene.talk()
    talk.start(OFFLINE)
    talk.mira.composer.fill("my site is down since")
    talk.mira.start(ADDRESS)
    expect(talk.mira.panel.get_by_text(f"New topic: {ADDRESS}")).to_be_visible()
    expect(talk.mira.target(OFFLINE)).to_be_visible()
    return talk.mira.page


def the_topic_ended_while_somebody_writes(scene: Scene) -> Page:
    talk = scene.talk()
    talk.start(ADDRESS)
    talk.start(OFFLINE)
    talk.mira.composer.fill("my site is down since")
    talk.end(OFFLINE)
    expect(talk.mira.panel.get_by_text(f"{OFFLINE} has ended.")).to_be_visible()
    expect(talk.mira.target("General")).to_be_visible()
    return talk.mira.page


def a_thread_without_messages(scene: Scene) -> Page:
    talk = scene.talk()
    talk.start(INVOICE)
    talk.mira.end(INVOICE)
    expect(talk.mira.panel.get_by_text("no messages").first).to_be_visible()
    talk.ask("sorry, that was nothing")
    return talk.mira.page


def an_operator_typing(scene: Scene) -> Look:
    talk = scene.talk()
    talk.start(OFFLINE)
    talk.ask("my site is down")

    def type_on() -> None:
        typed_until(talk.olga.composer, talk.mira.panel.get_by_text("is typing"))

    return Look(talk.mira.page, again=type_on)


def new_messages_when_opened(scene: Scene) -> Page:
    talk = scene.talk()
    talk.answer("hello, what can I do?")
    talk.mira.close_chat()
    for text in ("are you there?", "I will look at it again tomorrow"):
        talk.olga.reply(text)
    expect(talk.mira.launcher).to_have_accessible_name(re.compile("2 unread"))
    talk.mira.open_chat()
    expect(talk.mira.panel.get_by_text("2 new messages")).to_be_visible()
    return talk.mira.page


def scrolled_back(scene: Scene) -> Page:
    talk = scene.talk()
    for number in range(12):
        talk.mira.say(f"Line {number}\nof a long log\nthat needs some room")
    talk.ask("that was all")
    talk.mira.panel.get_by_role("log").hover()
    talk.mira.page.mouse.wheel(0, -1500)
    talk.olga.reply("thank you for the log")
    expect(talk.mira.page.get_by_role("button", name="1 new message")).to_be_visible()
    return talk.mira.page


def words_with_links_and_code(scene: Scene) -> Page:
    talk = scene.talk("see https://shop.example/a/very/long/path/that/does/not/break?at=all&of=it")
    talk.olga.reply(
        "Run `systemctl restart shop`, then **wait** for *one* minute:\n```\nok\n```\n1 < 2 & 3"
    )
    expect(talk.mira.panel.get_by_text("1 < 2 & 3")).to_be_visible()
    return talk.mira.page


def right_to_left_words(scene: Scene) -> Page:
    talk = scene.talk("مرحبا، موقعي لا يعمل")
    talk.start("الخادم متوقف (Ticket #1929383)")
    talk.ask("كل الصفحات تجيب بـ 502 منذ عشر دقائق")
    talk.answer("شكراً، سأجرب ذلك الآن")
    return talk.mira.page


def a_file_refused_by_the_server(scene: Scene) -> Page:
    mira = scene.customer()
    mira.open_chat()
    mira.send_files(("broken.png", "image/png", b"no picture"))
    expect(mira.panel.get_by_text("Not sent")).to_be_visible()
    return mira.page


def a_start_refused(scene: Scene) -> Page:
    mira = scene.customer()
    mira.open_chat()
    mira.start(OFFLINE, external_id="1929383", signature="0" * 64)
    expect(mira.panel.get_by_text("Not started")).to_be_visible()
    return mira.page


def nothing_is_answered_while_the_server_is_away(scene: Scene) -> Page:
    mira = scene.customer()
    mira.open_chat()
    mira.say("hello, me again")
    expect(mira.panel.get_by_text(re.compile("^(Sent|Delivered)"))).to_be_visible()
    scene.server.stop()
    mira.start(OFFLINE)
    mira.say("my site is down")
    expect(mira.panel.get_by_text("Starting …")).to_be_visible()
    expect(mira.panel.get_by_text("No connection")).to_be_visible()
    return mira.page


def a_picture_and_a_file_sent(scene: Scene) -> Page:
    talk = scene.talk("this is what I see")
    mira = talk.mira
    mira.send_files(
        ("error.png", "image/png", picture(640, 400)), ("log.txt", "text/plain", b"502\n" * 900)
    )
    expect(mira.panel.get_by_role("link", name="Download log.txt")).to_be_visible()
    expect(mira.panel.get_by_role("img", name="error.png")).to_be_visible()
    expect(mira.panel.get_by_text(re.compile("^(Delivered|Read)"))).to_be_visible()
    return mira.page


def a_picture_from_earlier(scene: Scene) -> Page:
    mira = scene.customer()
    mira.open_chat()
    mira.send_files(("shop.png", "image/png", picture(300, 520)))
    expect(mira.panel.get_by_text(re.compile("^(Sent|Delivered)"))).to_be_visible()
    mira.page.reload()
    shown = mira.panel.get_by_role("img", name="shop.png")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("naturalWidth", 300)
    return mira.page


def files_on_their_way(scene: Scene) -> Page:
    mira = scene.customer()
    mira.open_chat()
    # A network that takes its time: nothing is answered.
    mira.page.route("**/visitor/files*", lambda _: None)
    mira.send_files(
        ("error.png", "image/png", picture(640, 400)),
        ("report.pdf", "application/pdf", b"%PDF-" * 9),
    )
    expect(mira.panel.get_by_role("button", name="Cancel")).to_have_count(2)
    return mira.page


def a_file_that_did_not_arrive(scene: Scene) -> Page:
    mira = scene.customer()
    mira.open_chat()
    mira.page.route("**/visitor/files*", lambda route: route.abort())
    mira.send_files(("report.pdf", "application/pdf", b"%PDF-" * 9))
    expect(mira.panel.get_by_text("The connection broke off.")).to_be_visible()
    return mira.page


def files_that_wait_in_the_composer(scene: Scene) -> Page:
    talk = scene.talk()
    talk.start(OFFLINE)
    mira = talk.mira
    mira.choose_files(
        ("error.png", "image/png", picture(640, 400)),
        ("report-of-everything-that-has-happened.pdf", "application/pdf", b"%PDF-" * 9),
        ("setup.exe", "application/x-msdownload", b"MZ"),
        ("nothing.txt", "text/plain", b""),
    )
    expect(mira.panel.get_by_text("setup.exe are not accepted")).to_be_visible()
    expect(mira.panel.get_by_text("nothing.txt is empty.")).to_be_visible()
    waiting = mira.panel.get_by_role("list", name="Files to send").get_by_role("listitem")
    expect(waiting).to_have_count(2)
    return mira.page


def a_picture_looked_at(scene: Scene) -> Page:
    page = a_picture_and_a_file_sent(scene)
    page.get_by_role("link", name="error.png").click()
    expect(page.get_by_role("dialog", name="error.png")).to_be_visible()
    return page


def files_held_over_the_panel(scene: Scene) -> Page:
    mira = scene.customer()
    mira.open_chat()
    mira.drag("dragenter", [("a.txt", "text/plain", "hello")])
    expect(mira.panel.get_by_text("Drop files here")).to_be_visible()
    return mira.page


def questions_of_the_page(scene: Scene) -> Page:
    mira = scene.customer()
    mira.open_chat()
    mira.push("do", "message:show", ["picker", PICKER])
    mira.push("do", "message:show", ["field", FIELD])
    expect(mira.panel.get_by_role("button", name="Billing")).to_be_visible()
    expect(mira.panel.get_by_label("As on your invoice")).to_be_visible()
    return mira.page


def questions_answered(scene: Scene) -> Page:
    mira = Customer(questions_of_the_page(scene), "")
    mira.panel.get_by_role("button", name="Billing").click()
    mira.panel.get_by_label("As on your invoice").fill("8812")
    mira.panel.get_by_role("button", name="Send").first.click()
    expect(mira.panel.get_by_role("button", name="Billing")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(mira.panel.get_by_text("Your answer: 8812")).to_be_visible()
    return mira.page


def cards_to_leaf_through(scene: Scene) -> Page:
    mira = scene.customer()
    mira.open_chat()
    mira.push("do", "message:show", ["carousel", CAROUSEL])
    expect(mira.panel.get_by_text("1 of 3")).to_be_visible()
    mira.panel.get_by_role("button", name="Next").click()
    expect(mira.panel.get_by_text("2 of 3")).to_be_visible()
    return mira.page


def questions_and_cards_of_an_operator(scene: Scene) -> Page:
    talk = scene.talk("which plan suits me?")
    for content in (PICKER, CAROUSEL):
        talk.answer_with(content)
    talk.answer_with({"type": "animation", "url": "https://media.example/cat.gif"})
    talk.answer_with({"type": "audio", "url": "https://media.example/a.mp3"})
    expect(
        talk.mira.panel.get_by_role("button", name="Show what is at media.example")
    ).to_have_count(2)
    talk.mira.panel.get_by_role("button", name="Server").click()
    expect(talk.mira.panel.get_by_role("button", name="Server")).to_have_attribute(
        "aria-pressed", "true"
    )
    return talk.mira.page


def emoji_to_pick(scene: Scene) -> Page:
    mira = scene.customer()
    mira.open_chat()
    mira.panel.get_by_role("button", name="Emoji").click()
    expect(mira.panel.get_by_role("group", name="Emoji")).to_be_visible()
    return mira.page


def emoji_found(scene: Scene) -> Page:
    mira = Customer(emoji_to_pick(scene), "")
    search = mira.panel.get_by_role("searchbox", name="Search emoji")
    search.fill("thumb")
    expect(mira.panel.get_by_role("group", name="Emoji").get_by_role("button")).to_have_count(2)
    search.press("Enter")
    expect(mira.composer).to_have_value("👍")
    return mira.page


def asked_for_the_email_while_nobody_is_there(scene: Scene) -> Page:
    mira = scene.customer_of_nobody()
    mira.open_chat()
    mira.say("hello, is anybody there?")
    expect(mira.panel.get_by_label("Your e-mail address")).to_be_visible()
    mira.panel.get_by_label("Your e-mail address").fill("mira at example")
    mira.panel.get_by_role("button", name="Save").click()
    expect(mira.panel.get_by_text("This is not an e-mail address yet.")).to_be_visible()
    return mira.page


def the_email_given(scene: Scene) -> Page:
    mira = Customer(asked_for_the_email_while_nobody_is_there(scene), "")
    mira.panel.get_by_label("Your e-mail address").fill("mira@example.com")
    mira.panel.get_by_role("button", name="Save").click()
    expect(mira.panel.get_by_text("we answer to mira@example.com")).to_be_visible()
    mira.wait_until("$crisp.get('user:email') === 'mira@example.com'")
    return mira.page


def the_search_of_articles(scene: Scene) -> Page:
    mira = scene.customer()
    mira.push("do", "helpdesk:search")
    expect(mira.panel.get_by_text("There are no articles yet.")).to_be_visible()
    return mira.page


def in_arabic_from_right_to_left(scene: Scene) -> Page:
    mira = scene.customer()
    mira.push("config", "locale", ["ar"])
    mira.launcher_of_any_name.click()
    mira.start("الخادم متوقف (Ticket #1929383)")
    mira.push("do", "message:send", ["text", "كل الصفحات تجيب بـ 502 منذ عشر دقائق"])
    mira.push("do", "message:show", ["picker", {**PICKER, "text": "ما الذي يمكننا فعله؟"}])
    expect(mira.panel.get_by_role("textbox", name="كتابة رسالة")).to_be_visible()
    expect(mira.panel.get_by_role("button", name="Server")).to_be_visible()
    return mira.page


def in_german(scene: Scene) -> Page:
    mira = scene.customer()
    mira.push("config", "locale", ["de"])
    mira.launcher_of_any_name.click()
    mira.start(OFFLINE)
    mira.push("do", "message:send", ["text", "meine Seite ist seit zehn Minuten weg"])
    expect(mira.panel.get_by_text(re.compile("^(Gesendet|Zugestellt)"))).to_be_visible()
    return mira.page


def filling_the_screen_in_dark_by_the_page(scene: Scene) -> Page:
    mira = scene.customer()
    mira.push("config", "color:mode", ["dark"])
    mira.push("config", "lock:fullview", [True])
    mira.push("config", "lock:maximized", [True])
    mira.start(OFFLINE)
    expect(mira.panel).to_be_visible()
    mira.push("do", "message:send", ["text", "my site is down"])
    expect(mira.panel.get_by_text("my site is down")).to_be_visible()
    expect(mira.panel.get_by_role("button", name="Close chat")).to_have_count(0)
    return mira.page


def where_colours_are_forced(scene: Scene) -> Page:
    mira = Customer(questions_answered(scene), "")
    mira.page.emulate_media(forced_colors="active", contrast="more")
    mira.start(OFFLINE)
    expect(mira.target(OFFLINE)).to_be_visible()
    return mira.page


STATES = (
    closed,
    closed_with_unread_messages,
    a_start_waiting_for_the_first_opening_shows_nothing,
    first_opened,
    no_thread,
    one_open_thread,
    a_thread_started_by_the_page_with_its_ticket,
    the_same_start_again_changes_nothing,
    several_open_threads,
    the_topic_sheet,
    the_current_thread_ended,
    one_of_several_ended,
    an_ended_thread_folded,
    a_folded_thread_unfolded,
    resolved_with_an_open_thread,
    a_thread_reopened_by_its_ticket,
    a_late_message_after_the_end,
    a_merged_conversation,
    a_thread_started_by_an_operator,
    a_renamed_thread_without_a_trace,
    a_topic_of_255_characters,
    a_long_draft,
    a_text_that_is_too_long,
    a_long_message_shown_in_part,
    another_topic_offered_while_somebody_writes,
    the_topic_ended_while_somebody_writes,
    a_thread_without_messages,
    an_operator_typing,
    new_messages_when_opened,
    scrolled_back,
    words_with_links_and_code,
    right_to_left_words,
    a_file_refused_by_the_server,
    a_start_refused,
    nothing_is_answered_while_the_server_is_away,
    a_picture_and_a_file_sent,
    a_picture_from_earlier,
    files_on_their_way,
    a_file_that_did_not_arrive,
    files_that_wait_in_the_composer,
    a_picture_looked_at,
    files_held_over_the_panel,
    questions_of_the_page,
    questions_answered,
    cards_to_leaf_through,
    questions_and_cards_of_an_operator,
    emoji_to_pick,
    emoji_found,
    asked_for_the_email_while_nobody_is_there,
    the_email_given,
    the_search_of_articles,
    in_arabic_from_right_to_left,
    in_german,
    filling_the_screen_in_dark_by_the_page,
    where_colours_are_forced,
)


def _with_a_folded_thread(scene: Scene) -> Customer:
    talk = scene.talk()
    talk.start(INVOICE)
    talk.ask("the tax is wrong")
    talk.answer("corrected and sent again")
    talk.end(INVOICE)
    talk.ask("perfect, got it. have a nice week!")
    talk.mira.come_back()
    return talk.mira


def _folded(mira: Customer) -> Locator:
    return mira.panel.get_by_role("button", name=re.compile(INVOICE), expanded=False)
