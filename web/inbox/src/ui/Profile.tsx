/** Who the visitor is, as far as is known; what is only claimed is said to be unverified. */

import type { Conversation, Page, SessionEvent } from "@threadbox/client/protocol";
import type { ComponentChildren } from "preact";
import { nameOf } from "../names";
import { addressOf, pathOf } from "../pages";
import { Icon } from "./Icon";
import { REL } from "./rows/links";

export interface ProfileProps {
  conversation: Conversation;
  online: boolean;
  page: Page | null;
}

export function Profile({ conversation, online, page }: ProfileProps) {
  const { profile, data, segments, events } = conversation;
  return (
    <>
      <section aria-labelledby="details-visitor">
        <h2 id="details-visitor">
          <bdi>{nameOf(conversation)}</bdi>
        </h2>
        <dl class="facts">
          {profile.email !== null && (
            <Fact name="Email">
              <bdi>{profile.email}</bdi>
              <Verified verified={profile.verified} />
            </Fact>
          )}
          {profile.phone !== null && <Fact name="Phone">{profile.phone}</Fact>}
          {profile.company !== null && <Fact name="Company">{profile.company.name}</Fact>}
          {online && page !== null && (
            <Fact name="Page">
              <PageLink page={page} />
            </Fact>
          )}
          {Object.entries(data).map(([key, value]) => (
            <Fact key={key} name={key}>
              {String(value)}
            </Fact>
          ))}
        </dl>
        {profile.email === null && Object.keys(data).length === 0 && (
          <p class="details-none">Nothing is known about this visitor yet.</p>
        )}
        {segments.length > 0 && (
          <ul class="segments" aria-label="Segments">
            {segments.map((segment) => (
              <li key={segment}>
                <bdi>{segment}</bdi>
              </li>
            ))}
          </ul>
        )}
      </section>
      {events.length > 0 && <Events events={events} />}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>
        <bdi>{name}</bdi>
      </dt>
      <dd dir="auto">{children}</dd>
    </div>
  );
}

function Verified({ verified }: { verified: boolean }) {
  return verified ? (
    <span class="verified" title="The website signed this address">
      <Icon name="check" size={13} /> verified
    </span>
  ) : (
    <span class="unverified">
      <Icon name="unverified" size={14} />
      <span>
        unverified
        <span class="unverified-why"> · anybody could have typed this address</span>
      </span>
    </span>
  );
}

function PageLink({ page }: { page: Page }) {
  const address = addressOf(page);
  const path = <bdi>{pathOf(page)}</bdi>;
  if (address === null) return path;
  return (
    <a href={address} target="_blank" rel={REL} title={page.title || page.url}>
      {path}
    </a>
  );
}

function Events({ events }: { events: readonly SessionEvent[] }) {
  return (
    <section aria-labelledby="details-events">
      <h2 id="details-events">Events</h2>
      <ul class="events">
        {events.toReversed().map((event, at) => (
          // The newest 20 are kept and have no id: their place from the end is what they have.
          <li key={events.length - at}>
            <bdi>{event.text}</bdi>
            {Object.entries(event.data).map(([key, value]) => (
              <span key={key} class="event-datum">
                {key}: <bdi>{String(value)}</bdi>
              </span>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
