import { signal } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Status } from "../../src/connection/connection";

vi.hoisted(() => void vi.useFakeTimers());
const { lossOf } = await import("../../src/connection/connectionLoss");

const status = signal<Status>("connecting");
let watched: ReturnType<typeof lossOf>;
const isLost = () => watched[0].value;

beforeEach(() => {
  status.value = "online";
  watched = lossOf(status);
});

afterEach(() => watched[1]());

describe("a loss of connection", () => {
  it("shorter than two seconds is none", () => {
    status.value = "suspect";
    vi.advanceTimersByTime(1_999);
    status.value = "online";
    vi.advanceTimersByTime(10_000);
    expect(isLost()).toBe(false);
  });

  it("counts from the first doubt, whatever is tried meanwhile", () => {
    for (const next of ["suspect", "waiting", "connecting", "waiting"] as const) {
      status.value = next;
      expect(isLost()).toBe(false);
      vi.advanceTimersByTime(500);
    }
    expect(isLost()).toBe(true);
    status.value = "connecting";
    expect(isLost()).toBe(true);
    status.value = "online";
    expect(isLost()).toBe(false);
  });

  it("is told no more once nobody watches", () => {
    status.value = "waiting";
    watched[1]();
    vi.advanceTimersByTime(5_000);
    expect(isLost()).toBe(false);
  });
});
