"""What messages hold besides text, as screens show it."""

import io

from PIL import Image

PICKER = {
    "type": "picker",
    "id": "topic",
    "text": "What is it about?",
    "choices": [
        {"value": "billing", "label": "Billing", "icon": "🧾"},
        {"value": "server", "label": "Server", "icon": "🖥️"},
        {
            "value": "docs",
            "label": "I would rather read the documentation",
            "action": {"type": "link", "target": "https://docs.example/start"},
        },
    ],
    "required": True,
}
FIELD = {
    "id": "number",
    "text": "Which invoice is it?",
    "explain": "As on your invoice",
    "required": True,
}
CAROUSEL = {
    "type": "carousel",
    "text": "Three plans would suit you:",
    "targets": [
        {
            "title": name,
            "description": f"{servers} servers, backups every night, answers within {answer}.",
            "image": "https://media.example/plan.png" if name == "Small" else None,
            "actions": [{"label": "Choose it", "url": f"https://acme.example/plans/{name}"}],
        }
        for name, servers, answer in (
            ("Small", 1, "a day"),
            ("Medium", 4, "four hours"),
            ("Large", 12, "ten minutes"),
        )
    ],
}


def picture(width: int, height: int) -> bytes:
    """A PNG with a gradient, so that it looks like a picture."""
    shades = Image.linear_gradient("L").resize((width, height))
    colours = Image.merge("RGB", (shades, shades.rotate(180), shades.point(lambda _: 160)))
    file = io.BytesIO()
    colours.save(file, "PNG")
    return file.getvalue()
