import { defineConfig } from "vitest/config";

export default defineConfig({
  root: import.meta.dirname,
  define: { CHAT_CORE: JSON.stringify("assets/chat.js") },
  // Tests lie outside the sources' tsconfig, where builds find this.
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    css: true,
    environment: "happy-dom",
    include: ["{client,chatbox,inbox,threadbox-web}/tests/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    // Two cores are common; more workers only wait for each other.
    maxWorkers: 2,
  },
});
