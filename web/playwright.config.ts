// End-to-end tests run against a Threadbox that already serves at THREADBOX_URL, in the system's Chromium.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  workers: 1,
  use: {
    baseURL: process.env.THREADBOX_URL ?? "http://127.0.0.1:8080",
    launchOptions: {
      executablePath: process.env.THREADBOX_CHROMIUM ?? "/usr/bin/chromium",
      // Chromium refuses its sandbox to root, which is who runs tests in most containers.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
  },
});
