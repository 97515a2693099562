import { defineConfig } from "vitest/config";

export default defineConfig({
  root: import.meta.dirname,
  define: { CHAT_CORE: JSON.stringify("assets/chat.js") },
  test: {
    environment: "happy-dom",
    include: ["{client,chatbox,inbox}/tests/**/*.test.{ts,tsx}"],
    setupFiles: [],
    restoreMocks: true,
    // Two cores are common; more workers only wait for each other.
    maxWorkers: 2,
  },
});
