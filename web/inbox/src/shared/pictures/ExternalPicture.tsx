/** A picture on somebody else's server, shown because the operator asked for it: see `src/picture/`. */

import { useEffect, useRef, useState } from "preact/hooks";
import { type Loaded, loadedOf } from "../../picture/loaded";
import { BASE } from "../routes";
import { pictureSize } from "./pictureSize";

export interface ExternalPictureProps {
  address: string;
  name: string;
  onBroken: () => void;
}

/** What is kept free until the size is known. */
const UNKNOWN = { width: 320, height: 180 };

export function ExternalPicture({ address, name, onBroken }: ExternalPictureProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [loaded, setLoaded] = useState<Loaded>(null);
  useEffect(() => {
    const hear = ({ source, data }: MessageEvent) => {
      if (source === null || source !== frame.current?.contentWindow) return;
      const said = loadedOf(data);
      if (said === null) onBroken();
      else if (said !== undefined) setLoaded(said);
    };
    addEventListener("message", hear);
    return () => removeEventListener("message", hear);
  }, []);
  return (
    <iframe
      ref={frame}
      class="elsewhere"
      src={`${BASE}picture.html#${encodeURIComponent(address)}`}
      title={name}
      sandbox="allow-scripts"
      referrerpolicy="no-referrer"
      {...pictureSize(loaded ?? UNKNOWN)}
    />
  );
}
