/** A task as listed. */
export interface Task {
  id: string;
  title: string;
  /** Whose it is: a person, or a group until somebody in it takes it up; never both. */
  assignee: string | null;
  group: string | null;
  doneAt: string | null;
  doneBy: string | null;
  /** 1 is the first. */
  place: number;
  /** Raised by every change of the task itself; its place and its tick leave it alone. */
  version: number;
}
