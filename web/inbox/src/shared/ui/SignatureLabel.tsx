/** Whether a value was signed by the website's server, or is only said. */

import { Icon } from "./Icon";

/** Whether something was signed by the website's server. A word and a colour of its own, beside the label. */
export function SignatureLabel({ isVerified, what }: { isVerified: boolean; what: "address" | "number" }) {
  return isVerified ? (
    <span class="verified" title={`The website signed this ${what}`}>
      <Icon name="check" size={13} /> verified
    </span>
  ) : (
    <span class="unverified" title={`Anybody could have set this ${what}`}>
      unverified
    </span>
  );
}
