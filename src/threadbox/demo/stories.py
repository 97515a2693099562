"""What happened at Acme Hosting before you came."""

from threadbox.demo.script import (
    Chapter,
    Story,
    answers,
    closes,
    ends,
    looks,
    notes,
    resolves,
    says,
    starts,
)

MIRA = Story(
    conversation="session_ac3e0000-0000-4000-8000-000000000001",
    profile={
        "nickname": "Mira Sol",
        "email": "mira@solbakery.example",
        "company": {"name": "Sol Bakery", "url": "https://solbakery.example"},
    },
    data={"plan": "Pro", "servers": 2, "since": "2023"},
    chapters=(
        Chapter(
            days_ago=23,
            clock="10:04",
            scenes=(
                starts(0, "Domain move", "1926840"),
                says(1, "hi! I would like to bring solbakery.example to you. where do I begin?"),
                answers(
                    3,
                    "Good morning Mira! You need the transfer code from your old provider. "
                    "It is usually under *Domains → Transfer away*.",
                ),
                says(9, "found it. do I paste it here?"),
                answers(
                    1,
                    "Better into the form *Domains → Move in*, then only the registry sees it. "
                    "I keep an eye on it.",
                ),
                says(4, "done. how long does it take?"),
                answers(1, "Two to five days. Your site and your mail stay up all the while."),
            ),
        ),
        Chapter(
            days_ago=21,
            clock="16:20",
            scenes=(
                says(0, "I got a mail asking me to confirm the move. is that from you?"),
                answers(6, "It is from the registry, and it is the right one. Please confirm it."),
                says(2, "confirmed!"),
            ),
        ),
        Chapter(
            days_ago=20,
            clock="09:31",
            scenes=(
                notes(0, "Registry says done at 09:12. Name servers ours, mail records copied."),
                answers(2, "Good news: solbakery.example is here. Mail and site both answer."),
                says(14, "wonderful, I see it. thank you Olga!"),
                closes(5, "1926840", "Moved in 3 days, mail records copied by hand."),
            ),
        ),
        Chapter(
            days_ago=12,
            clock="14:02",
            scenes=(
                starts(0, "Invoice 8812", "1928117"),
                says(1, "invoice 8812 still has our old address on it, my accountant sent it back"),
                answers(2, "Sorry about that. Which address is the right one?"),
                says(3, "Sol Bakery, Rua das Flores 21, 1200-195 Lisboa"),
                notes(5, "The address form saves the profile only, not billing. Told @dev."),
                answers(2, "Corrected. The new invoice has the same number and the same date."),
                says(51, "it came, but the VAT number is missing now…"),
                answers(4, "You are right, it was lost with the address. One more minute."),
                answers(6, "Sent again, this time with PT 509 442 013. Could you look?"),
                says(22, "perfect, all there"),
                closes(3, "1928117", "Address and VAT number corrected, sent again."),
            ),
        ),
        Chapter(
            days_ago=6,
            clock="09:12",
            scenes=(
                says(0, "my accountant is happy. have a nice week!"),
                answers(4, "You too, Mira. And say hello to the pastéis."),
            ),
        ),
        Chapter(
            days_ago=3,
            clock="11:40",
            scenes=(
                starts(0, "Certificate warning on the shop", "1929102"),
                says(1, "customers tell me the shop shows a red warning page"),
                answers(2, "I see it: the certificate covers www, but not shop. I am adding it."),
                answers(7, "Done. It may take a reload or two."),
                says(5, "green again, thanks!"),
                ends(1, "1929102"),
                looks(2),
            ),
        ),
        Chapter(
            minutes_ago=9,
            scenes=(
                says(0, "hello, me again"),
                says(1, "do you offer daily backups? weekly makes me a little nervous"),
            ),
        ),
    ),
)

BEN = Story(
    conversation="session_ac3e0000-0000-4000-8000-000000000002",
    profile={"nickname": "Ben Ito", "email": "ben@itoprints.example"},
    data={"plan": "Starter", "servers": 1},
    chapters=(
        Chapter(
            days_ago=1,
            clock="17:15",
            scenes=(
                starts(0, "Refund for order 551", "1929305"),
                says(1, "I ordered the second server twice by accident. can I give one back?"),
                answers(5, "Of course. Which one do you want to keep, Frankfurt or Lisbon?"),
                says(3, "Frankfurt please"),
            ),
        ),
        Chapter(
            minutes_ago=26,
            scenes=(
                answers(0, "Lisbon is gone, and the refund is with accounting."),
                starts(11, "New billing address", "1929377"),
                says(1, "also we moved! from December on it is Hafenstraße 4, 20457 Hamburg"),
                answers(2, "Noted for December, thank you."),
                answers(3, "And the refund is on its way, two days at most.", "1929305"),
            ),
        ),
    ),
)

AMAL = Story(
    conversation="session_ac3e0000-0000-4000-8000-000000000003",
    profile={"nickname": "أمل رحماني", "email": "amal@rahmani.example"},
    data={"plan": "Pro", "servers": 1},
    chapters=(
        Chapter(
            minutes_ago=171,
            scenes=(
                starts(0, "نقل النطاق إلى Acme", "1929340"),
                says(
                    1, "مرحباً، أريد نقل نطاقي rahmani.example إليكم. هل سيتوقف البريد أثناء النقل؟"
                ),
                answers(6, "مرحباً أمل! لا، سيبقى البريد والموقع يعملان طوال فترة النقل."),
                answers(1, "أرسلي رمز النقل عبر النموذج في صفحة Domains، وسأتابع الباقي."),
                says(4, "شكراً، سأجرب ذلك الآن"),
                looks(2),
            ),
        ),
    ),
)

JONAS = Story(
    conversation="session_ac3e0000-0000-4000-8000-000000000004",
    profile={"nickname": "Jonas Keller", "email": "jonas@kellerbikes.example"},
    data={"plan": "Business", "servers": 4},
    chapters=(
        Chapter(
            minutes_ago=94,
            scenes=(
                says(0, "the deploy hook answers 403 since this morning, did something change?"),
                answers(
                    3, "Yes: tokens older than a year ended last night. A new one is two clicks."
                ),
                says(8, "Thanks, that solved it!"),
                looks(1),
            ),
        ),
    ),
)

TEA = Story(
    conversation="session_ac3e0000-0000-4000-8000-000000000005",
    profile={"nickname": "Tea Pavić", "email": "tea@adriaboats.example"},
    data={"plan": "Pro", "servers": 1},
    chapters=(
        Chapter(
            days_ago=2,
            clock="13:22",
            scenes=(
                starts(0, "More memory for the booking server", "1929218"),
                says(1, "the booking server runs out of memory every Friday evening"),
                answers(4, "I looked at the graphs: 2 GB is just not enough for your Fridays."),
                says(2, "how much would 8 be?"),
                answers(1, "Nine euros more a month, and the move takes a minute."),
                says(1, "yes please, tonight after ten"),
                answers(522, "I have upgraded your server to 8 GB. It was away for 40 seconds."),
                closes(1, "1929218", "Upgraded to 8 GB at 22:10, 40 seconds of downtime."),
                resolves(1),
            ),
        ),
    ),
)

PASSER_BY = Story(
    conversation="session_ac3e0000-0000-4000-8000-000000000006",
    profile={},
    data={},
    chapters=(Chapter(minutes_ago=232, scenes=(says(0, "Do you offer managed backups?"),)),),
)

STORIES = (MIRA, BEN, AMAL, JONAS, TEA, PASSER_BY)
