/** What stands under a message: a name and a title, nothing else of a person. */
export interface Signature {
  id: string | null;
  name: string | null;
  title?: string;
}
