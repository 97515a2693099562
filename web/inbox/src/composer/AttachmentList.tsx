/** The files that wait in the composer: small pictures or cards, each with a way out. */

import type { Attachment } from "@threadbox/client/content/attachments";
import { fileSize } from "../shared/composer/fileProblems";
import { Icon } from "../shared/ui/Icon";

export interface AttachmentListProps {
  files: readonly Attachment[];
  onRemove: (id: string) => void;
}

export function AttachmentList({ files, onRemove }: AttachmentListProps) {
  if (files.length === 0) return null;
  return (
    <ul class="attached" aria-label="Files to send">
      {files.map(({ id, file, picture }) => (
        <li key={id} class="attachment">
          {picture === null ? (
            <span class="attachment-sign">
              <Icon name="file" size={16} />
            </span>
          ) : (
            <img class="attachment-picture" src={picture} alt="" />
          )}
          <span class="attachment-text">
            <bdi class="attachment-name" title={file.name}>
              {file.name}
            </bdi>
            <span class="attachment-size">{fileSize(file.size)}</span>
          </span>
          <button
            type="button"
            class="icon-button attachment-remove"
            aria-label={`Remove ${file.name}`}
            onClick={() => onRemove(id)}
          >
            <Icon name="close" size={14} />
          </button>
        </li>
      ))}
    </ul>
  );
}
