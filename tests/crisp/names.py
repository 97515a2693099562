# ruff: noqa: E501 -- a table
"""Every name of `$crisp`, what Threadbox does, and the test that shows it.

`docs/compatibility.md` is written from this list (`python -m tests.crisp.document`), and
`test_names.py` sees to it that each test exists and that the chatbox and the list agree.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """`kind`: global, runtime, method, do, set, get, is, on or config. `test`: file and function."""

    kind: str
    name: str
    does: str
    test: str


_CHAT = "test_chat.py::test_"
_VISITOR = "test_visitor.py::test_"
_SETTINGS = "test_settings.py::test_"
_THREADS = "test_threads.py::test_"
_SESSIONS = "test_continuity.py::test_"
_OPENS = _CHAT + "the_chat_opens_closes_and_toggles"
_SEARCH = _CHAT + "the_helpdesk_opens_its_search_and_finds_nothing"
_OVERLAY = _CHAT + "the_overlay_opens_and_closes"
_SENT = _CHAT + "messages_of_every_type_are_sent_and_told"
_TYPING = _CHAT + "typing_is_told_on_both_sides"
_MISSING = _CHAT + "triggers_and_bots_are_named_as_missing_once"
_LARGE = _CHAT + "the_panel_is_large_where_it_fills_the_screen"
_HIDES = _CHAT + "the_launcher_is_hidden_and_shown"
_PROFILE = _VISITOR + "a_profile_is_set_told_and_kept"
_DATA = _VISITOR + "session_data_is_merged_and_read_by_key"
_RESET = _VISITOR + "a_reset_begins_an_empty_session"
_AVAILABLE = _VISITOR + "availability_is_known_and_its_change_told"
_THREAD = _THREADS + "a_thread_is_started_chosen_and_ended"
_RUNTIME = _SETTINGS + "the_runtime_configuration_counts_from_the_start"
_DIRECT = _CHAT + "the_direct_methods_do_as_push_does"
_READY = _CHAT + "queued_entries_run_in_order_and_ready_is_told_once"

NAMES = (
    Name("global", "$crisp", "a queue before the script, the same object afterwards", _READY),
    Name("global", "CRISP_WEBSITE_ID", "which website; also from `/l/<id>.js`",
         "test_hosts.py::test_the_website_may_stand_in_the_address_of_the_script"),
    Name("global", "CRISP_TOKEN_ID", "one conversation on every device; 32 or more random characters",
         _SESSIONS + "a_secret_of_the_page_finds_the_conversation_on_every_device"),
    Name("global", "CRISP_RUNTIME_CONFIG", "settings from the start, see below", _RUNTIME),
    Name("global", "CRISP_READY_TRIGGER", "called once, when `get` and `is` work", _READY),
    Name("global", "CRISP_COOKIE_DOMAIN", "the domain of the session's cookie",
         _SESSIONS + "sub_domains_share_a_session_unless_the_page_keeps_it_to_one"),
    Name("global", "CRISP_COOKIE_EXPIRE", "seconds a session lasts, in cookie and storage alike",
         _SESSIONS + "a_session_lasts_as_long_as_the_page_wishes"),
    Name("global", "CRISP_INCLUDE_ATTRS", "attributes of the chatbox's element",
         "test_hosts.py::test_the_page_puts_attributes_on_the_element"),
    Name("runtime", "locale", "the language of the chatbox", _RUNTIME),
    Name("runtime", "session_merge", "takes the anonymous conversation along to that of the token",
         _SESSIONS + "a_page_may_take_the_anonymous_conversation_along"),
    Name("runtime", "lock_maximized", "as `lock:maximized`", _RUNTIME),
    Name("runtime", "lock_full_view", "as `lock:fullview`", _RUNTIME),
    Name("runtime", "disable_full_view", "accepted: the panel offers no full view by itself", _RUNTIME),
    Name("runtime", "cross_origin_cookies", "on https a cookie that frames of other sites keep", _RUNTIME),
    Name("method", "push", "takes entries, before and after the script", _READY),
    Name("method", "do", "as an entry", _DIRECT),
    Name("method", "set", "as an entry", _DIRECT),
    Name("method", "on", "as an entry; one listener per event",
         _CHAT + "one_listener_per_event_and_off_takes_it_away"),
    Name("method", "off", "as an entry", _CHAT + "one_listener_per_event_and_off_takes_it_away"),
    Name("method", "config", "as an entry", _DIRECT),
    Name("method", "safe", "silences the console, wherever it stands in the queue",
         _CHAT + "safe_mode_silences_the_console"),
    Name("method", "get", "answers at once, also what was just pushed", _READY),
    Name("method", "is", "answers at once; there once everything works", _READY),
    Name("method", "help", "prints every command", _CHAT + "help_prints_every_command"),
    Name("do", "chat:open", "opens the panel", _OPENS),
    Name("do", "chat:close", "closes it", _OPENS),
    Name("do", "chat:toggle", "opens or closes it", _OPENS),
    Name("do", "chat:show", "shows the launcher", _HIDES),
    Name("do", "chat:hide", "hides it", _HIDES),
    Name("do", "helpdesk:search", "opens the search view; there are no articles yet", _SEARCH),
    Name("do", "helpdesk:article:open", "opens the search view", _SEARCH),
    Name("do", "helpdesk:query", "opens the search view with the query; finds nothing", _SEARCH),
    Name("do", "overlay:open", "opens the search view, calls the callback", _OVERLAY),
    Name("do", "overlay:close", "back to the chat", _OVERLAY),
    Name("do", "message:send", "sends text, file, animation or audio as the visitor", _SENT),
    Name("do", "message:show", "shows these, a picker, a field or a carousel in this page only",
         _CHAT + "a_shown_message_of_every_type_stays_in_this_page"),
    Name("do", "message:read", "the visitor has read everything",
         _CHAT + "everything_is_read_by_command"),
    Name("do", "message:thread:start", "starts a thread, or makes it current", _THREAD),
    Name("do", "message:thread:end", "ends a thread, the current one when none is named",
         _THREADS + "an_end_without_a_topic_ends_the_current_thread_or_nothing"),
    Name("do", "message:thread:select", "Threadbox: where the visitor writes; `[null]` the main line",
         _THREADS + "the_main_line_is_chosen_with_null"),
    Name("do", "session:reset", "forgets the session here; `[true]` reloads the page", _RESET),
    Name("do", "trigger:run", "warns once: there are no triggers", _MISSING),
    Name("do", "bot:scenario:run", "warns once: there are no bots", _MISSING),
    Name("set", "message:text", "fills the composer", _CHAT + "the_composer_is_filled_and_read"),
    Name("set", "session:segments", "adds segments, or replaces them",
         _VISITOR + "segments_are_added_or_replaced"),
    Name("set", "session:data", "merges data that operators see", _DATA),
    Name("set", "session:event", "pushes events that operators see",
         _VISITOR + "session_events_are_pushed_with_their_colour"),
    Name("set", "user:email", "the e-mail; verified with a signature",
         _VISITOR + "a_signed_email_is_verified_and_a_wrong_signature_refused"),
    Name("set", "user:phone", "the phone number", _PROFILE),
    Name("set", "user:nickname", "the name", _PROFILE),
    Name("set", "user:avatar", "the address of a picture", _PROFILE),
    Name("set", "user:company", "where the visitor works", _VISITOR + "a_company_is_set_and_read"),
    Name("get", "chat:unread:count", "how many messages are unread",
         _CHAT + "everything_is_read_by_command"),
    Name("get", "message:text", "what stands in the composer", _CHAT + "the_composer_is_filled_and_read"),
    Name("get", "message:threads", "Threadbox: the visitor's threads", _THREAD),
    Name("get", "session:identifier", "the conversation's id",
         _VISITOR + "the_session_has_a_name_and_is_told_also_late"),
    Name("get", "session:data", "one value, or all", _DATA),
    Name("get", "user:email", "the e-mail, or null", _PROFILE),
    Name("get", "user:phone", "the phone number, or null", _PROFILE),
    Name("get", "user:nickname", "the name, or null", _PROFILE),
    Name("get", "user:avatar", "the picture's address, or null", _PROFILE),
    Name("get", "user:company", "the company, or null", _VISITOR + "a_company_is_set_and_read"),
    Name("is", "chat:opened", "the panel is open", _OPENS),
    Name("is", "chat:closed", "it is not", _OPENS),
    Name("is", "chat:visible", "the launcher is shown", _HIDES),
    Name("is", "chat:hidden", "it is not", _HIDES),
    Name("is", "chat:small", "the panel stands beside the page", _LARGE),
    Name("is", "chat:large", "it fills the screen", _LARGE),
    Name("is", "session:ongoing", "messages were exchanged", _SENT),
    Name("is", "website:available", "an operator is there", _AVAILABLE),
    Name("is", "overlay:opened", "the search view is open", _OVERLAY),
    Name("is", "overlay:closed", "it is not", _OVERLAY),
    Name("is", "message:thread:ongoing", "Threadbox: a thread is open",
         _THREADS + "an_end_without_a_topic_ends_the_current_thread_or_nothing"),
    Name("on", "session:loaded", "the session is there; also told to whoever asks late",
         _VISITOR + "the_session_has_a_name_and_is_told_also_late"),
    Name("on", "chat:initiated", "first opening in this session", _OPENS),
    Name("on", "chat:opened", "the panel was opened", _OPENS),
    Name("on", "chat:closed", "the panel was closed", _OPENS),
    Name("on", "message:sent", "a message of this visitor is stored", _SENT),
    Name("on", "message:received", "a message has come",
         _CHAT + "what_an_operator_sends_is_told"),
    Name("on", "message:compose:sent", "the visitor begins to type or stops", _TYPING),
    Name("on", "message:compose:received", "an operator does", _TYPING),
    Name("on", "message:thread:started", "Threadbox: a thread was started or reopened", _THREAD),
    Name("on", "message:thread:ended", "Threadbox: a thread was ended", _THREAD),
    Name("on", "message:thread:unread", "Threadbox: what is unread in a thread changed",
         _THREADS + "unread_is_told_per_thread"),
    Name("on", "user:email:changed", "the e-mail changed", _PROFILE),
    Name("on", "user:phone:changed", "the phone number changed", _PROFILE),
    Name("on", "user:nickname:changed", "the name changed", _PROFILE),
    Name("on", "user:avatar:changed", "the picture changed", _PROFILE),
    Name("on", "website:availability:changed", "somebody has come, or nobody is there", _AVAILABLE),
    Name("on", "helpdesk:queried", "the results of a search: none yet", _SEARCH),
    Name("on", "hugo:tool:<name>", "accepted, never called: there is no assistant",
         _CHAT + "tools_of_an_assistant_are_accepted_silently"),
    Name("config", "availability:tooltip", "the launcher's tooltip says whether somebody is there",
         _SETTINGS + "a_tooltip_says_whether_somebody_is_there"),
    Name("config", "hide:vacation", "accepted: there is no vacation mode",
         _SETTINGS + "there_is_no_vacation_to_hide_in"),
    Name("config", "hide:on:away", "hides the launcher while nobody is there", _AVAILABLE),
    Name("config", "hide:on:mobile", "hides the launcher on narrow screens",
         _SETTINGS + "the_chat_hides_on_phones"),
    Name("config", "hide:preview",
         "Threadbox: no new message beside the launcher while the chat is closed",
         _SETTINGS + "a_new_message_is_shown_beside_the_launcher_unless_the_page_hides_it"),
    Name("config", "show:operator:count", "the panel counts the operators it does not name",
         _SETTINGS + "the_panel_counts_the_operators_it_does_not_name"),
    Name("config", "sound:mute", "no sound, and no switch for it",
         _SETTINGS + "a_muted_chat_offers_no_sound"),
    Name("config", "position:reverse", "at the left",
         _SETTINGS + "launcher_and_panel_stand_at_the_left"),
    Name("config", "color:theme", "one of Crisp's 19 themes, with readable ink",
         _SETTINGS + "every_theme_of_crisp_has_a_colour_of_its_own"),
    Name("config", "color:mode", "`light` or `dark`, else as the system says",
         _SETTINGS + "light_and_dark_are_chosen_whatever_the_system_says"),
    Name("config", "container:index", "the z-index, in place of the top layer",
         _SETTINGS + "the_page_chooses_what_may_cover_the_chat"),
    Name("config", "lock:maximized", "the panel cannot be closed",
         _SETTINGS + "a_locked_panel_cannot_be_closed"),
    Name("config", "lock:fullview", "the panel fills the screen",
         _SETTINGS + "the_panel_fills_the_screen"),
    Name("config", "locale", "the language", _SETTINGS + "the_page_chooses_the_language"),
    Name("config", "thread:strict", "Threadbox: thread commands before the first opening are dropped",
         _THREADS + "a_start_before_the_first_opening_waits_or_is_dropped"),
)  # fmt: skip
