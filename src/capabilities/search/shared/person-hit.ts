/** Somebody to be chosen. */
export interface PersonHit {
  id: string;
  name: string;
  title: string | null;
  email: string | null;
  phone: string | null;
  organisation: string;
  vip: boolean;
  away: boolean;
}
