"""How much a stranger may ask for at once: the numbers, each with its reason.

Limits of what one thing may hold (a topic, a message) are in `domain/limits.py`. Those named
`…_PER_ADDRESS` or `ADDRESS_…` are one IPv4 address's or one /64's; the wider networks of IPv6
have several times as much (`client_address.py`).
"""

# The body is a website id and a token; a page never has more to say.
BOOT_BODY_BYTES = 16 * 1024
# An address, a password, and room for a long passphrase.
SIGN_IN_BODY_BYTES = 4 * 1024
# Longest password looked at: hashing a novel would be a gift to whoever wants to keep us busy.
PASSWORD_CHARACTERS = 1_024
# A browser says hello within a second; ten cover a phone waking up.
HELLO_SECONDS = 10.0
# Frames that break the protocol: a bug repeats itself quickly, a person never gets here.
BROKEN_FRAMES = 50
BROKEN_FRAMES_SECONDS = 60.0
# A reader with this much unsent is not reading; beyond it we would be buffering for it. The longest
# answer there is, and what is told meanwhile, fits.
UNSENT_BYTES = 1024 * 1024
# What a socket may have unsent without being looked at: a screen of messages. Beyond, it counts
# with the others of its address, and is answered nothing long before it has read.
UNCOUNTED_BYTES = 16 * 1024
# The same of all sockets of one address (an office on a slow line), and of a process.
ADDRESS_UNSENT_BYTES = 16 * 1024 * 1024
ALL_UNSENT_BYTES = 256 * 1024 * 1024
# Who is online and where, as a welcome says it: some 600 visitors, more than an inbox lists. The
# others are told one by one behind it.
ONLINE_BYTES = 128 * 1024
# One of them: an id, names of fields, and about two lines of a screen, as a header has room for.
ONLINE_ENTRY_BYTES = 600
# Text frames of one socket that wait for their turn, and their characters, one longest frame's
# worth; beyond, nothing more is read from it, but what one read of 256 KB has brought.
FRAMES_WAITING = 8
WAITING_BYTES = 64 * 1024
# A message up to this size, in pieces or not, is refused with the socket alive; beyond, the
# connection ends. Twice of what is taken (`domain/limits.py`), as a page's bug may make it.
SOCKET_MESSAGE_BYTES = 128 * 1024
# From a message's first byte to its last; the longest at 100 kbit/s. Half a message is held no
# longer.
MESSAGE_SECONDS = 10.0
# Browsers send a message whole; some programs in pieces of kilobytes. Each piece costs memory
# besides its bytes.
MESSAGE_PIECES = 1_000
# What a slow or closed peer gets to take its last bytes before the line is cut.
CLOSE_SECONDS = 5.0
# Messages per socket: somebody typing makes one in seconds; the burst is twice a second's worth,
# and an outbox that comes back from a tunnel empties itself in pieces. `Config.sends_per_second`.
SENDS_BURST_SECONDS = 2
# Starting threads is a page's deliberate act; a page that pushes its starts on load has a few.
THREAD_STARTS_BURST = 20
THREAD_STARTS_PER_SECOND = 1.0
# Everything else a visitor or operator may command: profile, data, events, reads, opens.
COMMANDS_BURST = 100
COMMANDS_PER_SECOND = 20.0
# The same of an address: an office of some hundred people whose pages each push who they are,
# data and an event when they load. Of a website: ten such offices.
ADDRESS_COMMANDS_BURST = 1_000
ADDRESS_COMMANDS_PER_SECOND = 100.0
WEBSITE_COMMANDS_BURST = 10_000
WEBSITE_COMMANDS_PER_SECOND = 1_000.0
# Queries cost a read each; scrolling fast through history makes a few per second. Of an address
# and a website: as many people as above who come back after a break.
QUERIES_BURST = 40
QUERIES_PER_SECOND = 10.0
ADDRESS_QUERIES_BURST = 1_000
ADDRESS_QUERIES_PER_SECOND = 100.0
WEBSITE_QUERIES_BURST = 10_000
WEBSITE_QUERIES_PER_SECOND = 1_000.0
# A keyboard makes one typing signal per second at most, and so do changes of page; beyond it they
# are dropped unheard. Every operator of the website is told of each, so an address and a website
# have what a screen can show.
TYPING_BURST = 10
TYPING_PER_SECOND = 4.0
ADDRESS_SIGNALS_BURST = 200
ADDRESS_SIGNALS_PER_SECOND = 20.0
WEBSITE_SIGNALS_BURST = 2_000
WEBSITE_SIGNALS_PER_SECOND = 200.0
# What commands store, in bytes an hour: log, timeline and command together, about three times what
# was said. A visitor who pastes the longest message every ten seconds stays below. An office of
# 200 people who each write a message a minute and load a page with an event every minute makes 30
# MB; a stranger at one address, 1.5 GB a day at most. A website: sixteen such offices at once,
# and a day to fill 24 GB, in which somebody sees the disk.
STORED_BYTES_AN_HOUR = 16 * 1024 * 1024
ADDRESS_STORED_BYTES_AN_HOUR = 64 * 1024 * 1024
WEBSITE_STORED_BYTES_AN_HOUR = 1024 * 1024 * 1024
# Sign-in tries: a person mistypes a few times; a dictionary needs millions.
SIGN_IN_BURST_PER_ACCOUNT = 10
SIGN_IN_PER_SECOND_PER_ACCOUNT = 1 / 30
SIGN_IN_BURST_PER_ADDRESS = 30
SIGN_IN_PER_SECOND_PER_ADDRESS = 1 / 10
# Sockets per address: an office or a campus may sit behind one, with a few tabs each.
SOCKETS_PER_ADDRESS = 1_000
# Slots that visitors leave to the inbox, or a quarter of all where there are few: operators with
# some tabs each. Who is not signed in is closed at once.
OPERATOR_SOCKETS = 4_096
# Handshakes per address: all of that office come back after a restart, and then never again.
HANDSHAKES_BURST_PER_ADDRESS = 1_000
HANDSHAKES_PER_SECOND_PER_ADDRESS = 50.0
# File descriptors that sockets leave to the database, the log and requests: without them the
# process could not even say no.
FILES_KEPT_FREE = 192
# With fewer an office of a few hundred people is turned away, and nobody knows why.
FILES_WANTED = 1_024
FULL_RETRY_SECONDS = 10
# The whole request, headers and body, has to arrive in this time; both are small.
REQUEST_SECONDS = 10.0
# Who was accepted just before the server stops accepting, and has not asked yet, has this long.
LAST_REQUEST_SECONDS = 1.0
# Names, values and cookies of one request; browsers send a few hundred bytes.
HEADERS_BYTES = 32 * 1024
# Where a cookie matters: ours have 200 bytes together, and a browser shows those of whatever else
# lives at the same host.
COOKIES_BYTES = 4 * 1024
# What one address, and one website, may send through one process, whoever it is: many times one
# visitor's limit, and a fraction of what a process commits, so that nobody takes it all.
ADDRESS_SENDS_PER_SECOND = 200
WEBSITE_SENDS_PER_SECOND = 2_000
ADDRESS_STARTS_BURST = 100
ADDRESS_STARTS_PER_SECOND = 10.0
WEBSITE_STARTS_BURST = 1_000
WEBSITE_STARTS_PER_SECOND = 100.0
# Requests of any kind per address: a whole office may sit behind one, and load its pages at nine.
# What costs more has a limit of its own besides.
REQUESTS_BURST_PER_ADDRESS = 5_000
REQUESTS_PER_SECOND_PER_ADDRESS = 200.0
# Boots per address: a whole office may sit behind one.
BOOT_BURST_PER_ADDRESS = 1_000
BOOT_PER_SECOND_PER_ADDRESS = 50.0
# Uploads: somebody picks a few pictures at once; tries count, whatever becomes of them.
UPLOADS_BURST = 20
UPLOADS_PER_SECOND = 1 / 6
ADDRESS_UPLOADS_BURST = 100
ADDRESS_UPLOADS_PER_SECOND = 1.0
WEBSITE_UPLOADS_BURST = 1_000
WEBSITE_UPLOADS_PER_SECOND = 10.0
# Bytes of uploads in a day, whatever becomes of them: of an office where a hundred people each send
# the largest file; of a website, ten of those.
ADDRESS_UPLOAD_BYTES_A_DAY = 2 * 1024 * 1024 * 1024
WEBSITE_UPLOAD_BYTES_A_DAY = 20 * 1024 * 1024 * 1024
# On their way in at the same time, in one process; each has a little memory and a file open. Of
# one visitor, operator or address: browsers send a few in parallel.
UPLOADS_AT_ONCE = 64
OPERATOR_UPLOADS_AT_ONCE = 16
UPLOADS_AT_ONCE_OF_ONE = 8
# How fast an upload has to come at least, in bytes a second, and how long it may be slower: a
# telephone that changes from one mast to the next stands still for some seconds.
UPLOAD_BYTES_PER_SECOND_LEAST = 16 * 1024
UPLOAD_GRACE_SECONDS = 10.0
# What has not been written to for so long was left behind by a process that died. The last picture
# in the queue is drawn well before.
UPLOAD_LEFT_SECONDS = 60.0 * 60.0
# Room that uploads leave to messages, and to the database's own work. Said to try again: somebody
# has to make room first.
DISK_BYTES_KEPT_FREE = 512 * 1024 * 1024
DISK_RETRY_SECONDS = 60
# Pictures of a long conversation load at once; the browser keeps them.
DOWNLOADS_BURST = 500
DOWNLOADS_PER_SECOND = 50.0
# Addresses and accounts remembered at once; the longest unused is forgotten first.
KEYS_REMEMBERED = 50_000

# Once empty, a bucket stays shut this long, and once a command is refused that may come again, so
# is its socket. Were it open again at once, the next of several commands on their way could pass
# the one refused, and a client's order would be lost. Clients wait a second before they come again.
SHUT_SECONDS = 1.0
