/** Names under which other tools keep what a field holds, the surest first. */
export const columnNames: Readonly<Record<string, readonly string[]>> = {
  number: [
    'number', 'incident id', 'case id', 'ticket id', 'ticket number', 'issue key', 'incident number', 'case number',
    'request number', 'request id', 'case:concept:name', 'concept:name', 'ticket no', 'ticket nr', 'ticket', 'key',
    'číslo', 'číslo tiketu', 'číslo požiadavky', 'ticketnummer', 'numéro', 'id',
  ],
  title: [
    'title', 'subject', 'summary', 'short description', 'brief description', 'názov', 'predmet', 'betreff', 'titel',
    'titre', 'objet', 'name',
  ],
  description: [
    'description', 'details', 'body', 'text', 'content', 'long description', 'document', 'popis', 'beschreibung',
    'podrobnosti',
  ],
  group: [
    'org:group', 'assignment group', 'support group', 'assigned group', 'group', 'team', 'queue', 'workgroup',
    'work group', 'assigned team', 'skupina', 'riešiteľská skupina', 'tím', 'gruppe', 'groupe',
  ],
  service: [
    'product', 'service', 'business service', 'application', 'service component wbs (aff)', 'služba', 'dienst',
  ],
  configurationItem: [
    'configuration item', 'ci name (aff)', 'ci name', 'cmdb ci', 'ci', 'affected ci', 'asset', 'konfiguračná položka',
    'item', 'položka',
  ],
  location: ['resource country', 'location', 'site', 'country', 'office', 'lokalita', 'miesto', 'standort', 'lieu'],
  category: [
    'category', 'type', 'incident category', 'topic group', 'kategória', 'kategorie', 'catégorie', 'issue type',
    'ticket type',
  ],
  impact: ['impact', 'dopad', 'auswirkung'],
  urgency: ['urgency', 'naliehavosť', 'dringlichkeit', 'urgence'],
  priority: ['priority', 'prio', 'ticket priority', 'priorita', 'priorität', 'priorité'],
  affectedUser: [
    'affected user', 'caller', 'caller id', 'requester', 'requester email', 'reported by', 'reporter', 'requestor',
    'requestors', 'opened for', 'requested by', 'requested for', 'customer user', 'contact', 'customer email',
    'requester name', 'žiadateľ', 'volajúci', 'dotknutý používateľ', 'anrufer', 'demandeur',
  ],
  requester: ['reported by', 'nahlásil'],
  customer: ['customer', 'customer name', 'organisation', 'organization', 'company', 'zákazník', 'organizácia', 'kunde', 'client'],
  cause: ['cause', 'root cause', 'príčina', 'ursache'],
  tags: ['tags', 'labels', 'značky', 'štítky', 'schlagwörter', 'étiquettes'],
  assignee: [
    'assignee', 'assigned to', 'assigned agent', 'assigned technician', 'technician', 'agent', 'owner', 'riešiteľ',
    'bearbeiter', 'technicien',
  ],
  channel: ['channel', 'contact type', 'source', 'reported source', 'request source', 'kanál'],
  closeCode: ['close code', 'closed code', 'closure code', 'resolution code', 'how it was solved', 'spôsob vyriešenia'],
  solution: ['solution', 'resolution', 'close notes', 'resolution notes', 'riešenie', 'lösung'],
  openedAt: [
    'opened at', 'open time', 'opened', 'created at', 'created', 'create time', 'created time', 'created on',
    'created date', 'creation date', 'date created', 'opening date', 'open date', 'date opened', 'reported date',
    'sys created on', 'vytvorené', 'dátum vytvorenia', 'otvorené', 'erstellt', 'erstellt am', 'date d’ouverture',
  ],
  resolvedAt: [
    'resolved at', 'resolved time', 'resolved', 'solved at', 'solved', 'resolution date', 'resolved date', 'resolved on',
    'solution date', 'solved date', 'resolution time', 'vyriešené', 'gelöst am', 'date de résolution',
  ],
  closedAt: [
    'closed at', 'close time', 'closed', 'completed at', 'closed time', 'close date', 'closed date', 'closing date',
    'closed on', 'uzavreté', 'zatvorené', 'geschlossen am', 'date de clôture',
  ],
  state: [
    'state', 'status', 'ticket status', 'incident state', 'incident status', 'ticket state', 'issue status', 'stav',
    'zustand', 'statut', 'état',
  ],
  time: ['time:timestamp', 'timestamp', 'event time', 'time', 'datestamp', 'complete timestamp'],
  /** When a row of a table was written, where each row is an event. */
  changedAt: [
    'sys updated at', 'sys updated on', 'updated at', 'updated on', 'updated', 'last updated', 'changed at', 'changed on',
    'changed', 'modified', 'modified on', 'last modified', 'event date', 'datestamp', 'timestamp', 'event time', 'date',
    'time', 'aktualizované', 'zmenené', 'dátum zmeny', 'čas', 'geändert am', 'modifié le',
  ],
  changedBy: [
    'sys updated by', 'updated by', 'changed by', 'modified by', 'last modified by', 'author', 'user', 'resource',
    'aktualizoval', 'zmenil', 'autor', 'geändert von', 'modifié par',
  ],
  author: ['org:resource', 'resource', 'author', 'agent', 'user'],
  lines: ['organization involved', 'organisation involved', 'organisation line', 'department'],
}; // prettier-ignore
