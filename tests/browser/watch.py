"""Whoever opens a page in the tests' browsers hears of everything that went wrong behind it."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Response

# The browser tells the console too, but not for every kind; the event comes for each.
TELL_OF_POLICY = """addEventListener("securitypolicyviolation", (event) => console.error(
    `policy: ${event.effectiveDirective} forbids ${event.blockedURI || "inline"} at ${event.sourceFile}`))"""
OF_STATUS = "Failed to load resource"  # said of each answer from 400 on; what may be one is decided below
ANSWERS_TO_SCRIPTS = ("fetch", "xhr")


class Complaints(list[str]):
    """What was wrong in the watched contexts: errors and warnings of the console, server errors, missing files."""

    def watch(self, context: BrowserContext) -> None:
        """Listen to every page of a context, those that are opened later too."""
        context.add_init_script(TELL_OF_POLICY)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.append(f"{error.page and error.page.url}: {error.error}"))
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(OF_STATUS):
            self.append(f"{message.page and message.page.url}: {message.text}")

    def _response(self, response: Response) -> None:
        """Note a server error, and whatever a page asks for and does not get."""
        is_page = response.request.is_navigation_request()
        is_refusal = response.request.resource_type in ANSWERS_TO_SCRIPTS and response.status in (409, 422)
        is_refusal |= response.status == 401 and response.url.endswith("/capture/session")  # how a phone learns it
        if response.status >= 500 or (response.status >= 400 and not is_page and not is_refusal):
            self.append(f"{response.request.method} {response.url} answered {response.status}")
