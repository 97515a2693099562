"""How a refusal looks outside: the one table from code to status, frame, close code and sentence.

A refusal keeps its stable `reason`; the sentence is for people and may change. Reasons that
a table row does not name are built from the field's noun and the kind of fault, so a new
bounded field needs no new sentence.
"""

from collections.abc import Mapping
from typing import Final

from threadbox.domain.refusals import Code, Detail, Refusal
from threadbox.wire import frames

STATUS: Final[Mapping[Code, int]] = {
    "invalid": 400,
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "too_large": 413,
    "unsupported": 415,
    "too_many": 429,
    "unavailable": 503,
}
INTERNAL_STATUS: Final = 500

# 4400–4499: do not come back with the same hello.
CLOSE_BROKEN_PROTOCOL: Final = 4400
CLOSE_NOT_SIGNED_IN: Final = 4401
CLOSE_ORIGIN: Final = 4403
CLOSE_NO_WEBSITE: Final = 4404
CLOSE_VERSION: Final = 4426
# 4500–4599, like 1012 and 1006: come back after a pause.
CLOSE_RESTART: Final = 1012
CLOSE_FAULT: Final = 4500
CLOSE_TOO_SLOW: Final = 4508
CLOSE_SILENT: Final = 4510
CLOSE_TOO_MANY: Final = 4529

_CLOSE_CODES: Final[Mapping[Code, int]] = {
    "unauthenticated": CLOSE_NOT_SIGNED_IN,
    "forbidden": CLOSE_ORIGIN,
    "not_found": CLOSE_NO_WEBSITE,
    # The session was merged into another: this token opens nothing any more.
    "conflict": CLOSE_NOT_SIGNED_IN,
    "too_many": CLOSE_TOO_MANY,
    # Too many cookies: whoever signs in is told so.
    "too_large": CLOSE_NOT_SIGNED_IN,
}


def close_code(refusal: Refusal) -> int:
    """The code that closes a socket whose hello is refused."""
    return _CLOSE_CODES.get(refusal.code, CLOSE_FAULT)


def may_come_back(close_code: int) -> bool:
    """Whether a client should connect again after this close code. The range alone says it."""
    return not 4400 <= close_code <= 4499


def refused(client_id: str | None, refusal: Refusal) -> frames.Refused:
    """The frame that answers a refused one."""
    return frames.Refused(
        id=client_id,
        code=refusal.code,
        reason=refusal.reason,
        message=sentence(refusal.reason, refusal.data),
        data=refusal.data,
    )


def internal(client_id: str | None, fault: str) -> frames.Refused:
    """The frame for a bug of ours; `fault` is the short id under which it was logged."""
    return frames.Refused(
        id=client_id,
        code="internal",
        reason="internal",
        message=sentence("internal", {"fault": fault}),
        data={"fault": fault},
    )


def envelope(refusal: Refusal) -> dict[str, object]:
    """The HTTP body of a refusal: Crisp's three keys, the details beside the sentence."""
    message = sentence(refusal.reason, refusal.data)
    return {"error": True, "reason": refusal.reason, "data": {**refusal.data, "message": message}}


def internal_envelope(fault: str) -> dict[str, object]:
    """The HTTP body for a bug of ours."""
    message = sentence("internal", {"fault": fault})
    return {"error": True, "reason": "internal", "data": {"fault": fault, "message": message}}


def sentence(reason: str, data: Mapping[str, Detail]) -> str:
    """What to tell a person: which field, which limit, what to do."""
    template = SENTENCES.get(reason)
    if template is not None:
        return template.format_map(_Known(data))
    for ending, said in _FAULTS.items():
        field = reason.removesuffix(ending)
        if field != reason:
            noun = _NOUNS.get(field, f"The {field.replace('_', ' ')}")
            return said.format_map(_Known({**data, "noun": noun}))
    return f"Refused: {reason.replace('_', ' ')}."


class _Known(dict[str, object]):
    """A detail that is missing leaves a gap in the sentence and not an exception."""

    def __missing__(self, key: str) -> str:
        return "?"


_FAULTS: Final = {
    "_not_text": "{noun} must be text.",
    "_empty": "{noun} must not be empty.",
    "_too_long": "{noun} may have at most {limit} characters; this has {length}.",
    "_too_large": "{noun} may have at most {limit} bytes; this has {length}.",
    "_control_characters": "{noun} must not contain control characters.",
    "_not_a_web_address": "{noun} must be an address that starts with http:// or https://.",
    "_not_a_pair": "{noun} must be a list of at most two texts.",
    "_not_a_map": "{noun} must be an object of names and values.",
    "_not_a_list": "{noun} must be a list.",
    "_not_true_or_false": "{noun} must be true or false.",
    "_malformed": "{noun} is not in the expected form.",
    "_too_many": "{noun} may have at most {limit} entries.",
    "_out_of_range": "{noun} is out of range.",
    "_unknown": "{noun} is not known.",
    "_not_found": "{noun} was not found.",
}

_NOUNS: Final = {
    "thread": "The thread",
    "thread_topic": "The thread's topic",
    "thread_external_id": "The thread's external id",
    "thread_outcome": "The outcome",
    "message": "The message",
    "fingerprint": "The fingerprint",
    "content": "The content",
    "content_id": "The id of the content",
    "content_text": "The text of the content",
    "content_url": "The address of the content",
    "content_target": "The address that a choice opens",
    "content_media": "The MIME type of the content",
    "content_seconds": "The length in seconds",
    "content_choices": "The list of choices",
    "content_targets": "The list of cards",
    "content_actions": "The list of buttons",
    "file": "The file",
    "file_name": "The file's name",
    "answer": "The answer",
    "profile_nickname": "The nickname",
    "profile_email": "The e-mail address",
    "profile_phone": "The phone number",
    "profile_avatar": "The avatar",
    "profile_company": "The company",
    "company_name": "The company's name",
    "company_url": "The company's address",
    "company_description": "The company's description",
    "company_employment": "The employment",
    "company_geolocation": "The company's location",
    "data": "The data",
    "data_key": "A key of the data",
    "data_value": "A value of the data",
    "data_number": "A number in the data",
    "segment": "A segment",
    "segments": "The list of segments",
    "event_text": "The event's text",
    "event_data": "The event's data",
    "website_name": "The website's name",
    "website_domain": "The website's domain",
    "website_domains": "The list of the website's domains",
    "website_accent": "The website's colour",
    "website_welcome": "The website's welcome",
    "website_locale": "The website's language",
    "website_setting": "This setting of a website",
    "operator_email": "The e-mail address",
    "operator_name": "The operator's name",
}

SENTENCES: Final = {
    # frames and sockets
    "frame_not_json": "A frame must be one JSON object, sent as text.",
    "frame_unknown": "There is no frame of this type on this socket.",
    "frame_invalid": "The field {field} of this frame is missing or of the wrong type.",
    "frame_too_large": "A frame may have at most {limit} bytes; this has {length}.",
    "hello_expected": "The first frame must be a hello.",
    "hello_repeated": "This socket has said hello already.",
    "client_id_malformed": "A client id has 8 to 64 letters, digits, hyphens or underscores.",
    "internal": "Something went wrong on our side. It is logged as {fault}.",
    # who may
    "command_not_allowed": "This command is not for whoever sent it.",
    "fingerprint_by_person": "Only a backend chooses a message's fingerprint or time.",
    "fingerprint_taken": "Another item of this conversation has this fingerprint.",
    "at_out_of_range": "A message's time must be between 0 and now ({limit}), in milliseconds.",
    "origin_not_allowed": "This website does not allow pages of {origin}: {remedy}.",
    "robot": "This browser says that it is a robot, and those get no chat.",
    "origin_foreign": "This request must come from the inbox's own pages.",
    "website_not_found": "There is no website with this id.",
    "token_unknown": "The session token is not genuine.",
    "sign_in_failed": "E-mail and password do not match.",
    "not_signed_in": "Please sign in.",
    "conversation_not_found": "There is no such conversation.",
    # too much
    "too_many": "That was too much at once. Try again in {retry_after} s.",
    "sockets_too_many": "There are too many connections. Try again in {retry_after} s.",
    "handshakes_too_many": "Too many new connections. Try again in {retry_after} s.",
    "sign_in_too_many": "Too many attempts. Try again in {retry_after} s.",
    "threads_too_many_open": "At most {limit} threads can be open at once; end one first.",
    "cookies_too_large": "This browser sends {length} bytes of cookies to this address; at most"
    " {limit} are read. Delete those that other programs at this address have left.",
    "files_bytes_too_many": "Too many files were sent from this network. Try again later.",
    "body_too_large": "The body is larger than this address takes.",
    "segments_too_many": "A visitor may have at most {limit} segments.",
    # requests
    "body_not_json": "The body must be one JSON object.",
    "body_invalid": "The field {field} of the body is missing, unknown or of the wrong type.",
    "content_type_not_json": "The content type must be application/json.",
    "host_twice": "A request names one host.",
    "request_malformed": "This request cannot be understood.",
    "not_found": "the route does not exist",
    "method_not_allowed": "This address does not know this method.",
    # threads and conversations
    "thread_not_found": "There is no such thread.",
    "thread_ended": "This thread has ended.",
    "thread_open": "This thread is open.",
    "signature_wrong": "The signature does not fit; it is the HMAC-SHA256, in lower-case"
    " hexadecimal, of email: and the e-mail, or thread: and the external id, under the website's"
    " identity secret.",
    "signed_text_not_kept": "What is signed must be written as it is kept: on one line, without"
    " spaces around it.",
    "signature_of_nothing": "There is nothing this signature could be of: it belongs to an"
    " e-mail or to an external id.",
    "signature_required": "This website wants the signature of its own server for this.",
    "chatbox_not_opened": "The chatbox must have been opened once in this session.",
    "data_value_not_a_scalar": "A value of the data must be text, a number, true or false.",
    "profile_field_unknown": "A profile has no field {field}.",
    "profile_email_malformed": "This is not an e-mail address.",
    "cursor_malformed": "This cursor did not come from a page of the list.",
    "history_one_place": "Name at most one of before, after and around.",
    "note_by_visitor": "Visitors cannot write notes.",
    "content_by_visitor": "Visitors send text, files, animations and audio.",
    "content_beside_text": "A message has either a text or a content, and a note has a text.",
    "content_type_unknown": "A content's type is file, animation, audio, picker, field or"
    " carousel.",
    "content_choice_repeated": "Two choices of a picker must not have the same value.",
    "content_action_unknown": "A choice's action is of type frame or link.",
    "answer_without_question": "This message asks nothing.",
    "answer_of_another_kind": "A picker is answered with choices, a field with a value.",
    "answer_choice_unknown": "The picker has no such choice.",
    "conversation_merged": "This conversation went on in another one.",
    "session_of_another": "This session belongs to another e-mail address than the conversation.",
    "session_bound": "A session that a token id leads to is never merged into another.",
    "website_accent_malformed": "A website's colour is six hexadecimal digits after #, as #3451d1.",
    "website_domains_malformed": "A website has one to {limit} domains.",
    "website_locale_malformed": "A language is written as fr or pt-BR.",
    "website_replies_in_unknown": "A website replies in minutes, hour, hours or day.",
    # files
    "file_too_large": "A file may have at most {limit} bytes.",
    "file_media_refused": "Files of this kind cannot be sent here.",
    "file_picture_broken": "This picture is damaged: it cannot be drawn.",
    "file_picture_too_large": "A picture may have at most {limit} pixels, all frames together.",
    "file_not_audio": "This file holds no sound.",
    "file_unfinished": "The upload ended before the file did.",
    "file_too_slow": "The upload was too slow: {limit} bytes a second are the least.",
    "files_too_many": "At most {limit} files can be sent in an hour. Try again later.",
    "files_at_once_too_many": "At most {limit} files can be on their way at once.",
    "files_busy": "Too many files arrive just now. Try again in {retry_after} s.",
    "message_not_found": "There is no such message.",
    "operator_not_found": "There is no operator with this e-mail address.",
    "operator_elsewhere": "This operator does not answer for that website.",
    "reset_link_unknown": "This link was used already, replaced by a newer one, or is too old.",
    "operator_exists": "There is an operator with this e-mail address already.",
    "website_exists": "There is a website with this id already.",
    "token_not_found": "There is no token with this identifier.",
    "token_tier_unknown": "A token's tier is website, plugin or user.",
    "password_too_short": "A password needs at least {limit} characters.",
    "password_common": "Everybody who guesses passwords tries this one: take another.",
    "storage_unavailable": "The storage does not answer just now. Try again in a moment.",
    "storage_full": "There is no room for files just now. Messages without files go on.",
    "storage_busy": "Too much is waiting to be stored. Try again in a moment.",
    "seq_out_of_range": "There is no such place in this conversation.",
}
