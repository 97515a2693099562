// `npm run dev`: Vite's own server, behind Threadbox's (`threadbox serve --dev`). Builds are in build.mjs.
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  define: { CHAT_CORE: JSON.stringify("chatbox/src/core/index.tsx") },
  server: { port: 5173, strictPort: true, cors: true },
});
