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
