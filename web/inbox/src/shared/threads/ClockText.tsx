/** A text with a clock in it that goes on: no second screen is to say another time. */

import { second } from "../ui/hooks";

export function ClockText({ text }: { text: (now: number) => string }) {
  return <>{text(second.value)}</>;
}
