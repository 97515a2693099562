"""Every state of the inbox, each brought about as its people would: by the names on the screen."""

import re

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.screens.contents import CAROUSEL, FIELD, PICKER, picture
from tests.screens.looking import TABLET, Look
from tests.screens.people import PASSWORD, Talk, typed_until
from tests.screens.scene import Scene, email_of
from tests.stories.people import OperatorScreen, marker

OFFLINE = "Customer server offline (Ticket #1929383)"
INVOICE = "Invoice 8812"
ADDRESS = "Delivery address"
LONG = "The shop answers 502 on every page since the move to the new data centre, " * 4
# What somebody pastes who was asked for the log.
LOG = "".join(f"{line:06} ERROR something failed at line {line}\n" for line in range(600))
PICTURE: FilePayload = {
    "name": "error-502.png",
    "mimeType": "image/png",
    "buffer": picture(640, 400),
}
INVOICE_FILE: FilePayload = {
    "name": "Invoice 8812 (corrected).pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4 " + b"0" * 84_000,
}
SUPPORT = {"server": "shop-1", "plan": "Business", "paid": True, "form": "support"}
_LOADED_FROM_ELSEWHERE = """performance.getEntriesByType("resource")
    .map(({ name }) => name).filter(name => !name.startsWith(location.origin))"""


# --- the way in ---


def sign_in_page(scene: Scene) -> Page:
    somebody = scene.somebody(for_now=True)
    somebody.page.goto(f"{scene.server.url}/inbox/")
    expect(somebody.page.get_by_label("Email")).to_be_focused()
    return somebody.page


def a_wrong_password(scene: Scene) -> Page:
    page = sign_in_page(scene)
    page.get_by_label("Email").fill(email_of("Olga"))
    page.get_by_label("Password").fill("three noisy otters")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    return page


def the_server_away_at_the_start(scene: Scene) -> Page:
    somebody = scene.somebody(for_now=True)
    somebody.page.goto(f"{scene.server.url}/inbox/")
    scene.server.stop()
    somebody.page.get_by_label("Email").fill(email_of("Olga"))
    somebody.page.get_by_label("Password").fill(PASSWORD)
    somebody.page.get_by_role("button", name="Sign in").click()
    expect(somebody.page.get_by_role("alert")).not_to_be_empty()
    return somebody.page


def an_empty_inbox(scene: Scene) -> Page:
    page = scene.quiet_desk().page
    expect(page.get_by_text("No conversations yet")).to_be_visible()
    return page


# --- the list ---


def nothing_chosen(scene: Scene) -> Page:
    _talk_about_the_server(scene)
    olga = scene.desk()
    expect(olga.page.get_by_text("Choose a conversation")).to_be_visible()
    return olga.page


def nothing_resolved_yet(scene: Scene) -> Page:
    page = scene.quiet_desk().page
    page.get_by_role("button", name=re.compile("^Resolved")).click()
    expect(page.get_by_text("Nothing resolved yet")).to_be_visible()
    return page


def unread_messages_and_a_draft(scene: Scene) -> Page:
    draft = scene.talk("do you offer daily backups?")
    draft.olga.composer.fill("We do, every night")
    olga = scene.desk()
    mira = scene.customer()
    mira.open_chat()
    mira.start(OFFLINE)
    mira.say("my site is down since about ten minutes")
    mira.say("it answers 502 now, every page")
    row = olga.conversations.get_by_role("link", name=mira.name)
    expect(row).to_contain_text("2 unread")
    expect(olga.conversations.get_by_text("Draft").first).to_be_visible()
    return olga.page


def no_such_conversation(scene: Scene) -> Page:
    olga = scene.desk()
    olga.page.goto(f"{scene.server.url}/inbox/c/session_00000000-0000-4000-8000-000000000000")
    expect(olga.page.get_by_text("There is no such conversation")).to_be_visible()
    return olga.page


# --- threads ---


def a_start_before_the_first_opening_shows_nothing(scene: Scene) -> Page:
    mira = scene.customer()
    mira.start("Waits for the first opening")
    mira.wait_until("$crisp.is('chat:closed')")
    olga = scene.desk()
    expect(olga.page.get_by_text("Waits for the first opening")).to_have_count(0)
    return olga.page


def no_thread(scene: Scene) -> Page:
    talk = scene.talk("hello, do you offer daily backups?")
    talk.answer("We do, every night, kept for 14 days.")
    talk.ask("wonderful, thank you!")
    expect(talk.olga.page.get_by_text("No threads. Start one")).to_be_visible()
    return talk.olga.page


def one_open_thread(scene: Scene) -> Page:
    return _talk_about_the_server(scene).olga.page


def a_thread_started_by_the_page_with_its_data(scene: Scene) -> Page:
    talk = scene.talk()
    talk.start(OFFLINE, external_id="1929383", data=SUPPORT)
    talk.ask("my site is down since about ten minutes")
    talk.olga.timeline.get_by_text("Data").click()
    expect(talk.olga.timeline.get_by_text("shop-1")).to_be_visible()
    return talk.olga.page


def the_same_start_again_changes_nothing(scene: Scene) -> Page:
    talk = scene.talk()
    for _ in range(3):
        talk.mira.start(OFFLINE, external_id="1929383")
    talk.ask("only once")
    expect(marker(talk.olga.timeline, OFFLINE, "started")).to_have_count(1)
    return talk.olga.page


def several_open_threads(scene: Scene) -> Page:
    return _talk_in_lanes(scene).olga.page


def one_of_several_ended(scene: Scene) -> Page:
    talk = _talk_in_lanes(scene)
    talk.end("Refund for order 551")
    talk.ask("thanks!")
    return talk.olga.page


def only_one_of_several_shown(scene: Scene) -> Page:
    talk = _talk_in_lanes(scene)
    talk.in_menu(ADDRESS, "Show only this thread")
    expect(talk.olga.page.get_by_role("button", name="Show everything")).to_be_visible()
    expect(talk.olga.timeline.get_by_text("the blue one, please")).to_be_hidden()
    return talk.olga.page


def the_current_thread_ended(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    talk.end(OFFLINE)
    expect(talk.olga.page.get_by_role("button", name="Goes to: Main line")).to_be_visible()
    return talk.olga.page


def an_ended_thread_folded(scene: Scene) -> Page:
    talk = _talk_with_a_folded_thread(scene)
    return talk.olga.page


def a_folded_thread_unfolded(scene: Scene) -> Page:
    talk = _talk_with_a_folded_thread(scene)
    _folded(talk).click()
    expect(talk.olga.timeline.get_by_text("the tax is wrong")).to_be_visible()
    return talk.olga.page


def resolved_with_an_open_thread(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    page = talk.olga.page
    page.get_by_role("button", name="Resolve", exact=True).click()
    expect(page.get_by_text(f"Resolved: {talk.mira.name} · 1 thread stays open")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Resolved")).click()
    talk.olga.open(talk.mira.name)
    expect(page.get_by_role("button", name="Reopen", exact=True)).to_be_visible()
    return page


def reopened_after_it_was_resolved(scene: Scene) -> Page:
    page = resolved_with_an_open_thread(scene)
    page.get_by_role("button", name="Reopen", exact=True).click()
    timeline = page.get_by_label("Timeline")
    expect(timeline.get_by_text("You reopened this conversation")).to_be_visible()
    return page


def a_thread_reopened(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    talk.end(OFFLINE)
    talk.olga.timeline.get_by_role("button", name="Reopen thread").last.press("Enter")
    talk.both_see(OFFLINE, "reopened")
    talk.ask("it is down again")
    return talk.olga.page


def a_late_message_with_its_hint(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    talk.end(OFFLINE)
    talk.ask("it is down again")
    expect(talk.olga.timeline.get_by_text("follows")).to_be_visible()
    return talk.olga.page


def a_draft_whose_thread_has_ended(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    talk.olga.composer.fill("The move is done; the 502 is the old address still cached.")
    talk.end(OFFLINE)
    expect(talk.olga.page.get_by_text("This thread ended.")).to_be_visible()
    return talk.olga.page


def a_merged_conversation(scene: Scene) -> Page:
    talk = scene.merged(OFFLINE)
    expect(talk.olga.page.get_by_text("The visitor signed in")).to_be_visible()
    return talk.olga.page


def a_thread_started_by_an_operator(scene: Scene) -> Page:
    talk = scene.talk("please look at my invoice")
    dialog = _start_dialog(talk.olga)
    dialog.get_by_label("Topic").fill(INVOICE)
    dialog.get_by_role("button", name="Start thread").click()
    talk.both_see(INVOICE, "started")
    talk.answer("I have it in front of me")
    return talk.olga.page


def the_end_with_its_outcome_and_undo(scene: Scene) -> Look:
    talk = _talk_about_the_server(scene)
    talk.in_menu(OFFLINE, "End with outcome")
    dialog = talk.olga.page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("Moved to node 7, cache cleared")
    dialog.get_by_role("button", name="End thread").click()
    expect(talk.olga.timeline.get_by_text("Moved to node 7, cache cleared")).to_be_visible()
    # Under the pointer it stays, wherever the screen's size puts it.
    return Look(talk.olga.page, again=talk.olga.page.get_by_text(f"Ended: {OFFLINE}").hover)


def a_renamed_thread_with_its_trace(scene: Scene) -> Page:
    talk = scene.talk()
    talk.start("Server")
    talk.ask("my site is down")
    talk.in_menu("Server", "Rename")
    dialog = talk.olga.page.get_by_role("dialog", name="Rename thread")
    dialog.get_by_label("Topic").fill(OFFLINE)
    dialog.get_by_role("button", name="Rename").click()
    expect(talk.olga.timeline.get_by_text("renamed").first).to_be_visible()
    return talk.olga.page


def a_topic_of_255_characters(scene: Scene) -> Page:
    talk = scene.talk()
    talk.start(LONG[:254] + ".", external_id="x" * 128)
    talk.ask("Donaudampfschifffahrtsgesellschaftskapitänskajütentürschlüssel" * 3)
    return talk.olga.page


def a_thread_without_messages(scene: Scene) -> Page:
    talk = scene.talk()
    talk.start(INVOICE)
    talk.mira.end(INVOICE)
    expect(talk.olga.timeline.get_by_text("no messages").first).to_be_visible()
    talk.ask("sorry, that was nothing")
    return talk.olga.page


def read_back_in_a_long_thread(scene: Scene) -> Page:
    talk = scene.talk()
    talk.start(OFFLINE)
    talk.all_is_read()
    for number in range(14):
        talk.mira.say(f"Line {number}\nof a long log\nthat needs some room")
    talk.ask("that was all")
    talk.all_is_read()
    talk.olga.timeline.hover()
    talk.olga.page.mouse.wheel(0, -300)
    talk.mira.say("one more")
    expect(talk.olga.page.get_by_role("button", name="1 new")).to_be_visible()
    expect(talk.olga.page.get_by_role("region", name=f"Thread {OFFLINE}")).to_be_visible()
    return talk.olga.page


def new_messages_when_opened(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    talk.all_is_read()
    olga = scene.desk()
    for text in ("thank you for the quick answer", "it answers 502 again"):
        talk.mira.say(text)
    expect(olga.conversations.get_by_role("link", name=talk.mira.name)).to_contain_text("2 unread")
    olga.open(talk.mira.name)
    expect(olga.timeline.get_by_text("2 new")).to_be_visible()
    return olga.page


# --- words ---


def a_note_among_replies(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    page = talk.olga.page
    page.get_by_role("button", name="Note", exact=True).click()
    page.get_by_role("textbox", name="Note").fill("3 more sites on node 4, telling @infra")
    page.get_by_role("button", name="Add note", exact=True).click()
    expect(talk.olga.timeline.get_by_text("note, only operators")).to_be_visible()
    page.get_by_role("button", name="Note", exact=True).click()
    page.get_by_role("textbox", name="Note").fill("ask them about node 5")
    return page


def right_to_left_words(scene: Scene) -> Page:
    talk = scene.talk("مرحبا، موقعي لا يعمل")
    talk.start("الخادم متوقف (Ticket #1929383)")
    talk.ask("كل الصفحات تجيب بـ 502 منذ عشر دقائق")
    talk.answer("شكراً، سأجرب ذلك الآن")
    return talk.olga.page


def words_with_links_and_code(scene: Scene) -> Page:
    talk = scene.talk("see https://shop.example/a/very/long/path/that/does/not/break?at=all&of=it")
    talk.olga.reply(
        "Run `systemctl restart shop`, then **wait** for *one* minute:\n```\nok\n```\n1 < 2 & 3"
    )
    expect(talk.mira.panel.get_by_text("1 < 2 & 3")).to_be_visible()
    return talk.olga.page


def a_customer_typing(scene: Scene) -> Look:
    talk = _talk_about_the_server(scene)

    def type_on() -> None:
        typed_until(talk.mira.composer, talk.olga.timeline.get_by_text("is typing"))

    return Look(talk.olga.page, again=type_on)


def a_file_refused_by_the_server(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    broken: FilePayload = {"name": "broken.png", "mimeType": "image/png", "buffer": b"no picture"}
    _attach(talk, broken)
    talk.olga.composer.press("Enter")
    expect(talk.olga.timeline.get_by_text("Not sent.")).to_be_visible()
    return talk.olga.page


def a_text_that_is_too_long(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    talk.olga.composer.fill(LOG)
    button = talk.olga.page.get_by_role("button", name="Send as a text file")
    expect(button).to_be_visible()
    return talk.olga.page


def a_long_message_shown_in_part(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    talk.mira.say(LOG[:9_000])
    expect(talk.olga.timeline.get_by_role("button", name="Show all")).to_be_visible()
    return talk.olga.page


def a_picture_looked_at(scene: Scene) -> Page:
    page = files_sent_by_both(scene)
    page.get_by_role("link", name="shop.png").click()
    expect(page.get_by_role("dialog", name="shop.png")).to_be_visible()
    return page


def nothing_is_answered_while_the_server_is_away(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    scene.server.stop()
    talk.olga.reply("The move is done")
    expect(talk.olga.timeline.get_by_text("Sending …")).to_be_visible()
    expect(talk.olga.page.get_by_text("No connection.")).to_be_visible()
    return talk.olga.page


# --- what is not words ---


def questions_and_their_answers(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    talk.answer_with(PICKER)
    talk.answer_with({"type": "field", **FIELD})
    talk.mira.panel.get_by_role("button", name="Server", exact=True).click()
    answer = talk.mira.panel.get_by_label("As on your invoice")
    answer.fill("8812, of October")
    answer.press("Enter")
    expect(talk.olga.timeline.get_by_text("(chosen)")).to_be_attached()
    expect(talk.olga.timeline.get_by_text("8812, of October")).to_be_visible()
    return talk.olga.page


def questions_not_answered_yet(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    talk.answer_with(PICKER)
    talk.answer_with({"type": "field", **FIELD})
    expect(talk.olga.timeline.get_by_text("Not answered yet")).to_have_count(2)
    return talk.olga.page


def cards_beside_each_other(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    talk.answer_with(CAROUSEL)
    expect(talk.olga.timeline.get_by_text("Large")).to_be_attached()
    return talk.olga.page


def files_that_lie_elsewhere(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    elsewhere = "https://cdn.shop.example/a/"
    talk.answer_with({"type": "animation", "url": f"{elsewhere}wave.gif", "media": "image/gif"})
    talk.answer_with({"type": "audio", "url": f"{elsewhere}call.mp3", "seconds": 95})
    for name, media in (
        ("front.png", "image/png"),
        ("manual-of-the-server.pdf", "application/pdf"),
    ):
        talk.answer_with({"type": "file", "name": name, "url": elsewhere + name, "media": media})
    expect(talk.olga.timeline.get_by_role("button", name="front.png")).to_be_visible()
    expect(talk.olga.timeline.get_by_role("link", name="manual-of-the-server")).to_be_visible()
    assert not talk.olga.page.evaluate(_LOADED_FROM_ELSEWHERE)
    return talk.olga.page


def files_that_wait_in_the_composer(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    _attach(talk, PICTURE, INVOICE_FILE)
    expect(talk.olga.page.get_by_role("list", name="Files to send")).to_be_visible()
    talk.olga.composer.fill("Here is the screenshot, and the corrected invoice.")
    return talk.olga.page


def files_sent_by_both(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    talk.mira.send_files(("shop.png", "image/png", picture(300, 520)))
    expect(talk.olga.timeline.get_by_role("img", name="shop.png")).to_be_visible()
    _attach(talk, PICTURE, INVOICE_FILE)
    talk.olga.composer.fill("Here is the screenshot, and the corrected invoice.")
    talk.olga.composer.press("Enter")
    expect(talk.mira.panel.get_by_role("img", name="error-502.png")).to_be_visible()
    expect(talk.olga.timeline.get_by_role("img", name="error-502.png")).to_be_visible()
    expect(talk.olga.timeline.get_by_role("link", name="Invoice 8812")).to_be_visible()
    come = talk.olga.timeline.get_by_text("Delivered", exact=True)
    expect(come.or_(talk.olga.timeline.get_by_text("Read", exact=True))).to_be_visible()
    return talk.olga.page


def files_on_their_way(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    talk.olga.page.route("**/operator/files*", lambda _: None, times=1)
    _attach(talk, PICTURE, INVOICE_FILE)
    talk.olga.composer.press("Enter")
    expect(talk.olga.timeline.get_by_role("progressbar")).to_have_count(2)
    return talk.olga.page


def a_file_that_did_not_arrive(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    talk.olga.page.route("**/operator/files*", lambda route: route.abort(), times=1)
    _attach(talk, PICTURE)
    talk.olga.composer.press("Enter")
    expect(talk.olga.timeline.get_by_text("did not arrive")).to_be_visible()
    return talk.olga.page


def a_file_that_is_not_taken(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    _attach(talk, {"name": "setup.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"})
    refused = talk.olga.page.get_by_text("“setup.exe” cannot be sent")
    expect(refused).to_be_visible()
    return talk.olga.page


# --- what opens over it ---


def the_thread_picker(scene: Scene) -> Look:
    page = _talk_in_lanes(scene).olga.page

    def open_it() -> None:
        page.keyboard.press("Escape")
        page.get_by_role("button", name=re.compile("^Goes to")).click()
        expect(page.get_by_role("menuitemradio", name="Main line")).to_be_in_viewport()

    return Look(page, again=open_it)


def the_menu_of_a_thread(scene: Scene) -> Look:
    page = _talk_in_lanes(scene).olga.page
    actions = page.get_by_role("button", name=f"Actions for {ADDRESS}")

    def open_it() -> None:
        page.keyboard.press("Escape")
        if not actions.count():
            page.get_by_role("button", name="Details", exact=True).click()
        actions.click()
        expect(page.get_by_role("menuitem", name="Copy link")).to_be_in_viewport()

    return Look(page, again=open_it)


def the_start_dialog(scene: Scene) -> Page:
    talk = scene.talk()
    dialog = _start_dialog(talk.olga)
    dialog.get_by_text("More").click()
    expect(dialog.get_by_label("External id")).to_be_visible()
    return talk.olga.page


def a_start_refused_at_its_field(scene: Scene) -> Page:
    talk = scene.talk()
    dialog = _start_dialog(talk.olga)
    dialog.get_by_label("Topic").fill("x" * 256)
    dialog.get_by_role("button", name="Start thread").click()
    expect(dialog.get_by_role("alert")).to_contain_text("255")
    return talk.olga.page


def the_end_dialog(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    talk.in_menu(OFFLINE, "End with outcome")
    expect(talk.olga.page.get_by_role("dialog", name="End thread")).to_be_visible()
    return talk.olga.page


def the_palette(scene: Scene) -> Page:
    talk = _talk_in_lanes(scene)
    talk.olga.page.keyboard.press("Control+k")
    expect(talk.olga.page.get_by_role("combobox")).to_be_focused()
    return talk.olga.page


def a_thread_with_an_owner(scene: Scene) -> Page:
    return _talk_with_an_owner(scene).olga.page


def who_answers_for_a_thread(scene: Scene) -> Page:
    page = _talk_with_an_owner(scene).olga.page
    page.keyboard.press("a")
    expect(page.get_by_role("dialog", name="Who answers for")).to_be_visible()
    expect(page.get_by_role("combobox")).to_be_focused()
    return page


def the_shortcut_sheet(scene: Scene) -> Page:
    olga = scene.desk()
    olga.page.keyboard.press("?")
    expect(olga.page.get_by_role("dialog", name="Shortcuts")).to_be_visible()
    return olga.page


def the_account_menu(scene: Scene) -> Look:
    page = scene.desk().page

    def open_it() -> None:
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Account: Olga").click()
        expect(page.get_by_role("menuitem", name="Sign out")).to_be_in_viewport()

    return Look(page, again=open_it)


def the_details_drawer(scene: Scene) -> Look:
    talk = _talk_in_lanes(scene)
    talk.mira.push("set", "user:email", ["mira@solbakery.example"])
    talk.mira.push("set", "session:data", [[["plan", "pro"], ["servers", 2]]])
    talk.olga.page.set_viewport_size(TABLET)
    talk.olga.page.get_by_role("button", name="Details", exact=True).click()
    drawer = talk.olga.page.get_by_role("dialog", name="Details")
    expect(drawer.get_by_text("mira@solbakery.example")).to_be_visible()
    return Look(talk.olga.page, desk=TABLET)


def the_whole_inbox_from_right_to_left(scene: Scene) -> Page:
    talk = scene.talk("مرحبا، موقعي لا يعمل")
    talk.start("الخادم متوقف (Ticket #1929383)")
    talk.answer_with(PICKER)
    talk.answer_with({"type": "file", "name": "دليل.pdf", "url": "https://cdn.shop.example/a.pdf"})
    expect(talk.olga.timeline.get_by_role("link", name="دليل.pdf")).to_be_visible()
    _attach(talk, PICTURE, INVOICE_FILE)
    talk.olga.page.evaluate("document.documentElement.dir = 'rtl'")
    return talk.olga.page


def an_unverified_address(scene: Scene) -> Page:
    talk = _talk_about_the_server(scene)
    talk.mira.push("set", "user:email", ["mira@solbakery.example"])
    expect(talk.olga.page.get_by_text("unverified")).to_be_visible()
    return talk.olga.page


def several_websites(scene: Scene) -> Look:
    page = scene.busy_desk().page

    def open_it() -> None:
        page.keyboard.press("Escape")
        page.get_by_role("button", name=re.compile("^Website")).click()
        expect(page.get_by_role("menuitemradio", name="Rivers & Co")).to_be_in_viewport()

    open_it()
    page.get_by_role("menuitemradio", name="Rivers & Co").click()
    expect(page.get_by_role("button", name="Website: Rivers & Co")).to_be_visible()
    return Look(page, again=open_it)


STATES = (
    sign_in_page,
    a_wrong_password,
    an_empty_inbox,
    nothing_chosen,
    nothing_resolved_yet,
    unread_messages_and_a_draft,
    no_such_conversation,
    a_start_before_the_first_opening_shows_nothing,
    no_thread,
    one_open_thread,
    a_thread_started_by_the_page_with_its_data,
    the_same_start_again_changes_nothing,
    several_open_threads,
    one_of_several_ended,
    only_one_of_several_shown,
    the_current_thread_ended,
    an_ended_thread_folded,
    a_folded_thread_unfolded,
    resolved_with_an_open_thread,
    reopened_after_it_was_resolved,
    a_thread_reopened,
    a_late_message_with_its_hint,
    a_draft_whose_thread_has_ended,
    a_merged_conversation,
    a_thread_started_by_an_operator,
    the_end_with_its_outcome_and_undo,
    a_renamed_thread_with_its_trace,
    a_topic_of_255_characters,
    a_thread_without_messages,
    read_back_in_a_long_thread,
    new_messages_when_opened,
    a_note_among_replies,
    right_to_left_words,
    words_with_links_and_code,
    a_customer_typing,
    a_file_refused_by_the_server,
    a_text_that_is_too_long,
    a_long_message_shown_in_part,
    questions_and_their_answers,
    questions_not_answered_yet,
    cards_beside_each_other,
    files_that_lie_elsewhere,
    files_that_wait_in_the_composer,
    files_sent_by_both,
    a_picture_looked_at,
    files_on_their_way,
    a_file_that_did_not_arrive,
    a_file_that_is_not_taken,
    the_whole_inbox_from_right_to_left,
    an_unverified_address,
    several_websites,
    the_thread_picker,
    the_menu_of_a_thread,
    the_start_dialog,
    a_start_refused_at_its_field,
    the_end_dialog,
    the_palette,
    a_thread_with_an_owner,
    who_answers_for_a_thread,
    the_shortcut_sheet,
    the_account_menu,
    the_details_drawer,
    the_server_away_at_the_start,
    nothing_is_answered_while_the_server_is_away,
)


def _talk_about_the_server(scene: Scene) -> Talk:
    talk = scene.talk()
    talk.start(OFFLINE)
    talk.ask("my site is down since about ten minutes")
    talk.answer("I see it. Node 4 lost its disk; I am moving you to node 7 right now.")
    talk.ask("it answers 502 now, every page")
    return talk


def _talk_in_lanes(scene: Scene) -> Talk:
    talk = scene.talk()
    talk.start("Refund for order 551", external_id="551")
    talk.ask("the blue one, please")
    talk.start(ADDRESS)
    talk.ask("new street is Rua Nova 1")
    talk.mira.push("do", "message:thread:select", [{"external_id": "551"}])
    expect(talk.mira.target("Refund for order 551")).to_be_visible()
    talk.ask("and when will the money be here?")
    talk.answer("the refund is out")
    return talk


def _talk_with_an_owner(scene: Scene) -> Talk:
    talk = _talk_in_lanes(scene)
    page = talk.olga.page
    talk.olga.composer.press("Escape")
    page.keyboard.press("a")
    expect(page.get_by_role("dialog", name="Who answers for")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Who answers for")).to_have_count(0)
    return talk


def _talk_with_a_folded_thread(scene: Scene) -> Talk:
    talk = scene.talk()
    talk.start(INVOICE)
    talk.ask("the tax is wrong")
    talk.answer("corrected and sent again")
    talk.end(INVOICE)
    talk.ask("perfect, got it. have a nice week!")
    talk.come_back()
    expect(_folded(talk)).to_be_visible()
    return talk


def _folded(talk: Talk) -> Locator:
    return talk.olga.timeline.get_by_role("button", name=re.compile(INVOICE), expanded=False)


def _attach(talk: Talk, *files: FilePayload) -> None:
    with talk.olga.page.expect_file_chooser() as chosen:
        talk.olga.page.get_by_role("button", name="Attach files").click()
    chosen.value.set_files(files)


def _start_dialog(olga: OperatorScreen) -> Locator:
    olga.page.get_by_role("button", name="Start thread").first.click()
    dialog = olga.page.get_by_role("dialog", name="Start thread")
    expect(dialog.get_by_label("Topic")).to_be_focused()
    return dialog
