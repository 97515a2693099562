"""WebKitGTK for tests: one small browser on a screen of its own, driven by WebDriver.

Two browsers on one screen cover each other, and a covered window draws nothing; so each has its
own. Playwright speaks nothing that Debian's WebKit understands.
"""

import contextlib
import os
import subprocess
from collections.abc import Iterator

from selenium.webdriver import Remote
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tools import webkit

# Larger than any window that a test asks for.
SCREEN = "1600x1100x24"
DESK = (1400, 900)
# A language that need not be installed. Without one a page is told "C".
LANGUAGE = "en_GB.UTF-8"
# Without a graphics card; and root has no sandbox to give. With compositing, screenshots crash it.
PLAIN = {
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
    "WEBKIT_DISABLE_DMABUF_RENDERER": "1",
    "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
    "LIBGL_ALWAYS_SOFTWARE": "1",
}


@contextlib.contextmanager
def launch(programs: webkit.WebKit, language: str = LANGUAGE) -> Iterator[Remote]:
    """A browser that remembers nothing, in a language of the system, as `LANG` names it."""
    options = Options()
    options.binary_location = programs.browser
    options.add_argument("--automation")
    with _screen(programs.screen) as display, _service(programs, display, language) as url:
        # Selenium's own class for it does the same, and warns of itself.
        connection = RemoteConnection(client_config=ClientConfig(remote_server_addr=url))
        driver = Remote(connection, options=options)
        try:
            driver.set_window_size(*DESK)
            yield driver
        finally:
            driver.quit()


@contextlib.contextmanager
def _service(programs: webkit.WebKit, display: str, language: str) -> Iterator[str]:
    """Starts the driver, which starts browsers, and says where it listens."""
    spoken = {"LANG": language, "LC_ALL": language, "LANGUAGE": ""}
    environment = {**os.environ, **PLAIN, **spoken, "DISPLAY": display}
    service = Service(executable_path=programs.driver, env=environment)
    service.start()
    try:
        yield service.service_url
    finally:
        service.stop()


@contextlib.contextmanager
def _screen(program: str) -> Iterator[str]:
    """Starts a screen that nobody sees, and says what it is called."""
    heard, said = os.pipe()
    # It takes a number that is free, and tells it once it is ready.
    command = [program, "-displayfd", str(said), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    screen = subprocess.Popen(command, pass_fds=[said], stderr=subprocess.DEVNULL)
    os.close(said)
    try:
        with os.fdopen(heard) as line:
            number = line.readline().strip()
        assert number, f"{program} did not start"
        yield f":{number}"
    finally:
        screen.terminate()
        screen.wait()
