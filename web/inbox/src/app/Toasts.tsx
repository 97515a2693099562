/** Short words with a way back. The region is there from the start, so each is announced. */

import { dismiss, held, type Toast, toasts } from "../shared/toasts";
import { Icon } from "../shared/ui/Icon";
import "./toasts.css";

export function Toasts() {
  return (
    <div
      class="toasts"
      role="status"
      onMouseEnter={() => hold(true)}
      onMouseLeave={() => hold(false)}
      onFocusIn={() => hold(true)}
      onFocusOut={() => hold(false)}
    >
      {toasts.value.map((toast) => (
        <ToastBox key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function ToastBox({ toast }: { toast: Toast }) {
  const { action } = toast;
  const act = () => {
    leave(toast.id);
    action?.run();
  };
  return (
    <div class={`toast toast-${toast.tone}`}>
      <span class="toast-text" dir="auto">
        {toast.text}
      </span>
      {action !== null && (
        <button type="button" class="button button-small toast-action" onClick={act}>
          {action.label}
        </button>
      )}
      <button
        type="button"
        class="icon-button toast-close"
        aria-label="Dismiss"
        onClick={() => leave(toast.id)}
      >
        <Icon name="close" size={15} />
      </button>
    </div>
  );
}

function hold(on: boolean): void {
  held.value = on;
}

/** The toast leaves from under the pointer, so the pointer's leaving is not reported. */
function leave(id: number): void {
  hold(false);
  dismiss(id);
}
