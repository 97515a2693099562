/** Path of the chatbox's core below the server's root, such as `assets/chat-1a2b3c.js`. Set by the build. */
declare const CHAT_CORE: string;
