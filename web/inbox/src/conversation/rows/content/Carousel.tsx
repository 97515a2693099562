/** Cards beside each other, as the visitor sees them; the strip scrolls by itself alone. */

import { webAddress } from "@threadbox/client/content/contents";
import type { Carousel, Target } from "@threadbox/client/protocol";
import { Text } from "@threadbox/client/ui/Text";
import { REL } from "../../../shared/pictures/linkRelation";
import { VeiledPicture } from "../../../shared/pictures/VeiledPicture";
import "./question.css";

export interface CarouselCardsProps {
  carousel: Carousel;
}

export function CarouselCards({ carousel }: CarouselCardsProps) {
  return (
    <div class="question">
      <Text text={carousel.text} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys scroll what has the focus */}
      <ul class="slides" aria-label="Cards" tabIndex={0}>
        {carousel.targets.map((target, index) => (
          // Cards have no id, and neither come nor go.
          <Slide key={index} target={target} />
        ))}
      </ul>
    </div>
  );
}

function Slide({ target }: { target: Target }) {
  return (
    <li class="slide">
      {target.image !== null && <VeiledPicture url={target.image} name={`Picture: ${target.title}`} />}
      <bdi class="slide-title">{target.title}</bdi>
      <Text text={target.description} class="words slide-text" />
      <span class="slide-links">
        {target.actions.map(({ label, url }, index) => {
          const href = webAddress(url);
          return (
            href !== null && (
              <a key={index} class="button button-small" href={href} target="_blank" rel={REL} title={href}>
                <bdi>{label}</bdi>
              </a>
            )
          );
        })}
      </span>
    </li>
  );
}
