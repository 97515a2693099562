/**
 * Who the visitor is. What is proved stands apart from what is only said: the address with its own
 * mark, in a place where nobody can write; and everything the page has set in a block of its own.
 */

import type { Conversation, Page, Profile as Person, SessionEvent } from "@threadbox/client/protocol";
import type { ComponentChildren } from "preact";
import { nameOf } from "../shared/names";
import { addressOf, pathOf } from "../shared/pageAddress";
import { REL } from "../shared/pictures/linkRelation";
import { VeiledPicture } from "../shared/pictures/VeiledPicture";
import { SignatureLabel } from "../shared/ui/SignatureLabel";

export interface ProfileProps {
  conversation: Conversation;
  online: boolean;
  page: Page | null;
  /** Further conversations with the same address. */
  others: ComponentChildren;
}

export function Profile({ conversation, online, page, others }: ProfileProps) {
  const { profile, events } = conversation;
  return (
    <>
      <section aria-labelledby="details-visitor">
        <h2 id="details-visitor">
          <bdi>{nameOf(conversation)}</bdi>
        </h2>
        <dl class="facts">
          <div class="fact">
            <dt>
              Email
              {profile.email !== null && <SignatureLabel isVerified={profile.verified} what="address" />}
            </dt>
            <dd dir="auto">{profile.email ?? <span class="details-none">not known</span>}</dd>
          </div>
          {online && page !== null && (
            <Fact name="Page">
              <PageLink page={page} />
            </Fact>
          )}
          {profile.avatar !== null && (
            <Fact name="Picture">
              <VeiledPicture url={profile.avatar} name="Picture of the visitor" />
            </Fact>
          )}
        </dl>
        {others}
      </section>
      <SaidByPage conversation={conversation} />
      {events.length > 0 && <Events events={events} />}
    </>
  );
}

/** What the page has set: labels and values are its own. */
function SaidByPage({ conversation: { profile, data, segments } }: Pick<ProfileProps, "conversation">) {
  const said = [...personal(profile), ...Object.entries(data)];
  if (said.length === 0 && segments.length === 0) return null;
  return (
    <section aria-labelledby="details-page">
      <h2 id="details-page">
        Set by the page <span class="details-hint">not verified</span>
      </h2>
      {said.length > 0 && (
        <dl class="facts">
          {said.map(([name, value]) => (
            <Fact key={name} name={name}>
              {String(value)}
            </Fact>
          ))}
        </dl>
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
  );
}

function personal({ phone, company }: Person): [string, string][] {
  const known: [string, string | null][] = [
    ["Phone", phone],
    ["Company", company?.name ?? null],
  ];
  return known.filter((fact): fact is [string, string] => fact[1] !== null);
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
      <h2 id="details-events">
        Events <span class="details-hint">set by the page</span>
      </h2>
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
