"""The numbers, each with its reason. Everything a stranger can send has one here."""

# Fits a ticket title with its number; one line on a wide screen, three on a phone.
TOPIC_CHARACTERS = 255
# Ticket numbers, order ids and UUIDs with a prefix; short enough to index.
EXTERNAL_ID_CHARACTERS = 128
# A pasted log excerpt fits; longer texts belong into a file.
MESSAGE_CHARACTERS = 10_000
# One paragraph under the end marker.
OUTCOME_CHARACTERS = 1_000
# Each open thread is a line in both composers; beyond this the picker is no help.
OPEN_THREADS = 100
# `data` of a thread and of a visitor: a screenful for the operator, in entries and all together.
DATA_ENTRIES = 50
DATA_KEY_CHARACTERS = 64
DATA_VALUE_CHARACTERS = 1_000
DATA_BYTES = 16 * 1024
# Segments are labels: a screenful, each short enough for a chip.
SEGMENTS = 50
SEGMENT_CHARACTERS = 64
# Session events are log lines about the visitor: one line each, and a few figures.
EVENT_CHARACTERS = 255
EVENT_DATA_BYTES = 2 * 1024
# Of them a conversation shows the newest.
EVENTS_KEPT = 20
# Starts and reopenings of one thread that are kept with it: the first and the newest. What lies
# between stands in the timeline all the same.
EPISODES_KEPT = 20
# RFC 5321 limits a path to 256 octets, two of them the angle brackets.
EMAIL_CHARACTERS = 254
# E.164 has 15 digits; spaces, brackets and an extension are common around them.
PHONE_CHARACTERS = 40
# A full name, in any country.
NICKNAME_CHARACTERS = 100
# Longest address that all current browsers and proxies carry.
URL_CHARACTERS = 2_048
# The longest names in registers; one line on a wide screen.
COMPANY_CHARACTERS = 255
# Client ids are made by browsers: a UUID with a prefix fits, a novel does not.
CLIENT_ID_CHARACTERS = 64
# A page of history: three screens of a large monitor.
PAGE_ITEMS = 60
PAGE_ITEMS_MOST = 200
# The same in bytes, whichever is reached first: a page is on the screen within a third of a second
# at 1 MB/s, and some hundred slow readers fit into a small server's memory. One item always fits.
PAGE_BYTES = 192 * 1024
# What a full view says of threads at length, and a page of history in brief: a third of what its
# items may take.
THREADS_BYTES = 64 * 1024
# Beyond, the full view is brief about open threads: a hundred with a topic of one line take a
# quarter of this. Those that do not fit are reached by `threads`.
BRIEF_THREADS_BYTES = 256 * 1024
# The newest threads that are looked at for it; what has ended before is reached by `threads`.
THREADS_ENDED = 200
# A list's row has room for a few chips.
ROW_THREADS = 5
# A page of `threads`: as many as two screens of an outline hold.
PAGE_THREADS = 50
# The inbox list: more than a screen, so that scrolling starts without a wait.
LIST_CONVERSATIONS = 50
# Lines of a conversation that one fact of a read names; a read of more is told by several. Hardly
# anybody has so many topics with something unread.
READ_LINES = 100
# Facts a reader may be behind before a fresh snapshot is cheaper than the replay, and their bytes;
# sent in frames of at most this size, so that a slow reader takes one after the other.
RESUME_FACTS = 2_000
RESUME_BYTES = 2 * 1024 * 1024
FACTS_BYTES = 256 * 1024
# One WebSocket frame from a client: the longest message in four-byte characters, and its frame.
FRAME_BYTES = 64 * 1024
# A late visitor message within this time of a thread's end is shown as following it.
FOLLOWS_MILLISECONDS = 24 * 60 * 60 * 1000
# Integers that survive JavaScript (2^53 - 1).
INTEGER_MOST = 9_007_199_254_740_991
# Longest file name of the common file systems; shown as a label.
FILE_NAME_CHARACTERS = 255
# RFC 6838: two names of at most 127 characters and a slash.
MEDIA_CHARACTERS = 255
# Labels of choices, buttons and cards: one line on a phone.
LABEL_CHARACTERS = 255
# One emoji, flags and families included.
ICON_CHARACTERS = 16
# The question of a picker or field, a card's description: a paragraph above a form.
QUESTION_CHARACTERS = 2_000
# What a visitor fills in: a paragraph; longer ones are messages.
ANSWER_CHARACTERS = 2_000
# More choices than fit on two screens of a phone are a web page, not a question.
CHOICES = 30
# Cards of a carousel, and buttons on each: what a thumb scrolls through.
TARGETS = 20
TARGET_ACTIONS = 5
# A day; a recording is minutes.
AUDIO_SECONDS = 24 * 60 * 60
# What one visitor may upload in an hour: more pictures than anybody explains a fault with.
UPLOADS = 60
UPLOADS_BYTES = 200 * 1024 * 1024
UPLOADS_MILLISECONDS = 60 * 60 * 1000
# An upload that no message has by then was given up. Outboxes that were offline get a day.
ABANDONED_MILLISECONDS = 24 * 60 * 60 * 1000
# Today's phones make pictures of 12 to 50 million pixels; drawing takes several bytes for each.
PICTURE_PIXELS = 64_000_000
PICTURE_SIDE = 32_767
# Of a moving picture, all frames together, and how many.
FRAMES_PIXELS = 64_000_000
FRAMES = 1_000
# What the chatbox says first: a short paragraph above the composer.
WELCOME_CHARACTERS = 500
# A company's sites and their test addresses; sub-domains need no entry.
DOMAINS = 50
# A page's own secret for a visitor: a signed token fits, a document does not.
TOKEN_ID_CHARACTERS = 1_024
