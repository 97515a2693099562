/** The page's script tag: brings the chatbox's core from the origin this script came from. */
const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  import(/* @vite-ignore */ new URL(CHAT_CORE, script.src).href).then((core) => core.mount(document.body));
}
