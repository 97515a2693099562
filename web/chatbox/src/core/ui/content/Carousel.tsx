/** A row of cards to leaf through: by swiping, by the arrow keys, by the buttons. */

import { webAddress } from "@threadbox/client/content/contents";
import type { Carousel, Target } from "@threadbox/client/protocol";
import { Text } from "@threadbox/client/ui/Text";
import { useRef, useState } from "preact/hooks";
import { direction, t } from "../../texts";
import { Icon } from "../shared/Icon";
import { ExternalPicture } from "./ExternalPicture";
import { REL } from "./media";

const BACK = "m14.5 6-6 6 6 6";

export function CarouselMessage({ carousel, isOurs }: { carousel: Carousel; isOurs: boolean }) {
  const strip = useRef<HTMLUListElement>(null);
  const [place, setPlace] = useState(0);
  const of = carousel.targets.length;

  function leaf(by: -1 | 1): void {
    const next = Math.min(of - 1, Math.max(0, place + by));
    strip.current?.children[next]?.scrollIntoView({ block: "nearest", inline: "start" });
    setPlace(next);
  }

  /** The card that begins nearest to where the strip begins. */
  function look(): void {
    const { current } = strip;
    if (!current) return;
    const edge = (element: Element) => {
      const { left, right } = element.getBoundingClientRect();
      return direction() === "rtl" ? -right : left;
    };
    const distances = [...current.children].map((card) => Math.abs(edge(card) - edge(current)));
    setPlace(distances.indexOf(Math.min(...distances)));
  }

  return (
    <section class="carousel" aria-label={t("slide.place", { place: place + 1, of })}>
      <div class="bubble">
        <Text text={carousel.text} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys scroll what has the focus */}
      <ul class="strip" ref={strip} tabIndex={0} onScroll={look}>
        {carousel.targets.map((target, index) => (
          <Slide key={index} target={target} isOurs={isOurs} />
        ))}
      </ul>
      {of > 1 && (
        <div class="strip-keys">
          <button type="button" class="plain-button" disabled={place === 0} onClick={() => leaf(-1)}>
            <Icon path={BACK} size={18} label={t("slide.previous")} />
          </button>
          <span class="meta">{t("slide.place", { place: place + 1, of })}</span>
          <button type="button" class="plain-button" disabled={place === of - 1} onClick={() => leaf(1)}>
            <Icon name="forth" size={18} label={t("slide.next")} />
          </button>
        </div>
      )}
    </section>
  );
}

function Slide({ target, isOurs }: { target: Target; isOurs: boolean }) {
  return (
    <li class="slide">
      {target.image && <ExternalPicture url={target.image} name={target.title} isOurs={isOurs} />}
      <div class="slide-text">
        <h4 dir="auto">{target.title}</h4>
        <Text text={target.description} />
        {target.actions.map(({ label, url }, index) => {
          const href = webAddress(url);
          return (
            href && (
              <a key={index} class="button is-quiet" href={href} target="_blank" rel={REL}>
                <bdi>{label}</bdi>
              </a>
            )
          );
        })}
      </div>
    </li>
  );
}
