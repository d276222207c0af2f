/** A file that was sent already and goes with what is written. */
export interface Attached {
  id: string;
  name: string;
  size: number;
  /** What the server found it to be. */
  mediaType?: string;
}
