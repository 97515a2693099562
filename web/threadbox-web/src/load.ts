/**
 * Puts the chat on a page: sets Crisp's globals, adds the one script tag, and gives a typed handle.
 *
 * Safe anywhere: on a server it does nothing, called again it adds nothing, beside a hand-written
 * snippet it uses what is there. Commands given before the chat has loaded wait in `$crisp`, in order.
 */

import type { Crisp, RuntimeConfig } from "./crisp.js";
import { handle, isLoaded, type Threadbox } from "./handle.js";

/** Whose chat it is, and how it is to begin. Give `origin` or `scriptUrl`. */
export interface LoadOptions {
  /** Where your Threadbox answers, such as `https://chat.example.com`. */
  origin?: string | undefined;
  /** The whole address of the script, when it is not `/l.js` there. */
  scriptUrl?: string | undefined;
  websiteId: string;
  /** A secret of at least 128 bits that your server keeps for this user: their chat on every device. */
  tokenId?: string | undefined;
  runtimeConfig?: RuntimeConfig | undefined;
  /** Default: the registrable domain, so that sub-domains share one session. */
  cookieDomain?: string | undefined;
  /** In seconds; default about six months, renewed on every visit. */
  cookieExpire?: number | undefined;
  /** For the script tag and whatever the chat adds, such as `{ nonce }`. */
  attributes?: Record<string, string> | undefined;
  /** Silences the chat's warnings in the console. */
  safe?: boolean | undefined;
}

let coming: Promise<Crisp>;
let isComing = false;

/** Loads the chat, once, and gives the handle to it; the same again and before it has loaded. */
export function loadThreadbox(options: LoadOptions): Threadbox {
  if (!isComing) {
    isComing = true;
    coming = begin(options);
  } else if (typeof window !== "undefined" && window.CRISP_WEBSITE_ID !== options.websiteId) {
    console.warn(`Threadbox: ${ofOther(window.CRISP_WEBSITE_ID)}; ${options.websiteId} is ignored`);
  }
  // Wrong options, offline, blocked: the next call tries again. Who does not wait is not told.
  coming.catch(() => {
    isComing = false;
  });
  return handle(() => coming);
}

async function begin(options: LoadOptions): Promise<Crisp> {
  if (typeof document === "undefined") throw new Error("Threadbox: a server has no chat to wait for");
  const problem = problemOf(options);
  if (problem) {
    console.error(`Threadbox: ${problem}; the chat does not start`);
    throw new Error(`Threadbox: ${problem}`);
  }
  setGlobals(options);
  return isLoaded() ? window.$crisp : arrival(options);
}

/** Adds the script, unless it is there, and waits until it calls the trigger. */
function arrival(options: LoadOptions): Promise<Crisp> {
  return new Promise((resolve, reject) => {
    const before = window.CRISP_READY_TRIGGER;
    window.CRISP_READY_TRIGGER = () => {
      resolve(window.$crisp);
      before?.();
    };
    addScript(options, reject);
  });
}

function problemOf({ origin, scriptUrl, websiteId }: LoadOptions): string | null {
  if (!websiteId) return "websiteId is missing";
  if (!origin && !scriptUrl) return 'origin is missing, such as "https://chat.example.com"';
  if (!URL.canParse(scriptUrl || origin || "")) return `${scriptUrl || origin} is not an address`;
  const { CRISP_WEBSITE_ID: other } = window;
  return other && other !== websiteId ? ofOther(other) : null;
}

function ofOther(website: string): string {
  return `this page has the chat of website ${website} already`;
}

function setGlobals({ websiteId, tokenId, runtimeConfig, ...options }: LoadOptions): void {
  window.$crisp ??= [];
  if (options.safe) window.$crisp.push(["safe", true]);
  window.CRISP_WEBSITE_ID = websiteId;
  if (tokenId) window.CRISP_TOKEN_ID = tokenId;
  if (runtimeConfig) window.CRISP_RUNTIME_CONFIG = runtimeConfig;
  if (options.cookieDomain) window.CRISP_COOKIE_DOMAIN = options.cookieDomain;
  if (options.cookieExpire) window.CRISP_COOKIE_EXPIRE = options.cookieExpire;
  if (options.attributes) window.CRISP_INCLUDE_ATTRS = options.attributes;
}

function addScript({ origin, scriptUrl, attributes }: LoadOptions, reject: (error: Error) => void): void {
  const { href } = scriptUrl ? new URL(scriptUrl) : new URL("/l.js", origin);
  if ([...document.scripts].some(({ src }) => src === href)) return;
  const script = document.createElement("script");
  for (const [name, value] of Object.entries(attributes ?? {})) script.setAttribute(name, value);
  script.src = href;
  script.async = true;
  script.onerror = () => {
    script.remove();
    reject(new Error(`Threadbox: ${href} could not be loaded`));
  };
  document.head.append(script);
}
