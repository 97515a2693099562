/** The network's end of a request; the test decides what becomes of it. */
export class Request {
  static all: Request[] = [];
  readonly headers: Record<string, string> = {};
  readonly upload: { onprogress: ((event: { loaded: number; total: number }) => void) | null } = {
    onprogress: null,
  };
  address = "";
  status = 0;
  responseText = "";
  isAborted = false;
  onload = () => {};
  onerror = () => {};
  onabort = () => {};

  open(_method: string, address: string) {
    this.address = address;
    Request.all.push(this);
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  send() {}
  abort() {
    this.isAborted = true;
    this.onabort();
  }
  answer(status: number, body: unknown) {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload();
  }
}
