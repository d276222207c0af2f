/** An attachment as read; its content is fetched by its id. */
export interface Attachment {
  id: string;
  note: string | null;
  audience: 'everyone' | 'staff';
  name: string;
  mediaType: string;
  size: number;
  by: string | null;
  at: string;
}

/** An attachment as a timeline shows it, under the message that it came with. */
export type ShownAttachment = Omit<Attachment, 'note' | 'by'>;

/** What is shown where it stands: pictures that can hold no script. What a file is, the server has read in its bytes. */
const pictureTypes: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** What is larger is a link alone, in bytes: a conversation must not cost somebody on a phone a hundred megabytes. */
const largestPicture = 10 * 1024 ** 2;

/** Whether a file is shown as a picture, and not only offered as a download. */
export const isPicture = ({ mediaType, size }: Pick<Attachment, 'mediaType' | 'size'>): boolean =>
  pictureTypes.has(mediaType) && size <= largestPicture;
