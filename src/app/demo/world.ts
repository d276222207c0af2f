import type { ServiceKey } from './case.ts';

/** The customer: a group of companies, the first being the parent of the rest. Addresses end in `.example` (RFC 2606). */
export const companies = [
  { name: 'Karpatia Group', domain: 'karpatia.example' },
  { name: 'Karpatia Foods', domain: 'foods.karpatia.example' },
  { name: 'Karpatia Logistics', domain: 'logistics.karpatia.example' },
  { name: 'Karpatia Retail', domain: 'retail.karpatia.example' },
] as const;

export const provider = { name: 'Severka IT', domain: 'severka.example' } as const;

export const places = [
  { name: 'Bratislava, Mlynské nivy', country: 'SK', address: 'Mlynské nivy 14, 821 09 Bratislava' },
  { name: 'Košice, Moldavská cesta', country: 'SK', address: 'Moldavská cesta 8, 040 11 Košice' },
  { name: 'Žilina, distribution centre', country: 'SK', address: 'Pri Rajčianke 47, 010 01 Žilina' },
  { name: 'Nitra, plant', country: 'SK', address: 'Dolné Hony 21, 949 01 Nitra' },
  { name: 'Brno, office', country: 'CZ', address: 'Vídeňská 101, 619 00 Brno' },
  { name: 'Vienna, office', country: 'AT', address: 'Wiedner Hauptstraße 64, 1040 Wien' },
] as const;

/** Agents: the first seven sit at the desk, the rest are specialists. The first of each leads. */
export const agents = [
  'Zuzana Hrušková',
  'Marek Oravec',
  'Petra Šimková',
  'Tomáš Belák',
  'Ivana Dudášová',
  'Aisha Rahman',
  'Filip Krajčí',
  'Juraj Vančo',
  'Katarína Lišková',
  'Daniel Weiss',
  'Rastislav Hudák',
  'Monika Gajdošová',
  'Stefan Novotny',
  'Emre Yıldız',
] as const;

/** Users: Slovak names first, then the rest of the house. Those whose language is Slovak write in it. */
export const slovakUsers = [
  'Jana Nováková',
  'Peter Kováč',
  'Mária Tóthová',
  'Ján Horváth',
  'Lucia Baloghová',
  'Martin Varga',
  'Eva Molnárová',
  'Michal Nagy',
  'Veronika Lukáčová',
  'Ľubomír Polák',
  'Alena Kučerová',
  'Štefan Mináč',
  'Andrea Rusnáková',
  'Pavol Krištof',
  'Simona Ďuricová',
  'Roman Žiak',
  'Beáta Šoltésová',
  'Igor Chovanec',
  'Dana Vojteková',
  'Radoslav Čierny',
  'Henrieta Palková',
  'Vladimír Ondruš',
  'Silvia Fedorová',
  'Matúš Greguš',
  'Natália Hlaváčová',
  'Dušan Repka',
  'Barbora Ježíková',
  'Ondrej Sýkora',
  'Miroslava Kráľová',
  'Adam Švec',
  'Klaudia Bieliková',
  'Norbert Csiba',
  'Tatiana Mazúrová',
  'Branislav Ťažký',
  'Erika Szabóová',
  'Jozef Hanzel',
] as const;
export const otherUsers = [
  'Anna Schmidt',
  'James Whitfield',
  'Priya Nair',
  'Lukas Gruber',
  'Olga Petrenko',
  'Marco Bianchi',
  'Sofia Lindqvist',
  'Tereza Dvořáková',
  'Jakub Procházka',
  'Chen Wei',
  'Fatima El Idrissi',
  'Thomas Berger',
  'Ewa Kowalska',
  'Nikola Jovanović',
  'Helen O’Connor',
  'Gábor Kiss',
  'Ingrid Haugen',
  'Carlos Mendes',
  'Yuki Tanaka',
  'Laura Fischer',
  'Piotr Zieliński',
  'Amara Okafor',
  'Daniela Popescu',
  'Viktor Hájek',
] as const;

/** People with a flag: who they are, and what an agent must know before calling. */
export const special: Readonly<Record<string, { title: string; vip?: boolean; handling?: string }>> = {
  'Jana Nováková': {
    title: 'Chief Executive Officer',
    vip: true,
    handling: 'Call the assistant (Alena Kučerová, ext. 102) first. Never restart her laptop between 8 and 10.',
  },
  'James Whitfield': {
    title: 'Chief Financial Officer',
    vip: true,
    handling: 'English only. During the month-end close (last two and first three working days) every call is urgent.',
  },
  'Ľubomír Polák': { title: 'Plant Director', vip: true },
  'Thomas Berger': { title: 'Managing Director, Austria', vip: true },
  'Priya Nair': { title: 'Payroll Specialist', handling: 'Hard of hearing: write, do not call.' },
  'Dušan Repka': {
    title: 'Shift Foreman',
    handling: 'Has no computer of his own; reach him on the line telephone, ext. 431.',
  },
};
export const titles = [
  'Accountant',
  'Buyer',
  'Warehouse Operator',
  'Sales Representative',
  'Quality Engineer',
  'Store Manager',
  'HR Specialist',
  'Production Planner',
  'Dispatcher',
  'Marketing Specialist',
  'Controller',
  'Customer Care',
  'Maintenance Technician',
] as const;

export const services: readonly { key: ServiceKey; name: string; about: string; criticality: 1 | 2 | 3 | 4 }[] = [
  { key: 'workplace', name: 'Workplace computer', about: 'Laptops, desktops, docks and screens', criticality: 3 },
  { key: 'mail', name: 'E-mail and calendar', about: 'Mailboxes, calendars, shared mailboxes', criticality: 2 },
  {
    key: 'print',
    name: 'Printing and scanning',
    about: 'Office printers, label printers, scan to e-mail',
    criticality: 3,
  },
  { key: 'network', name: 'Office network and Wi-Fi', about: 'Cabled network, Wi-Fi, internet access', criticality: 1 },
  { key: 'vpn', name: 'Remote access', about: 'VPN for work from home and on the road', criticality: 2 },
  { key: 'erp', name: 'ERP', about: 'Finance, purchasing, stock and production', criticality: 1 },
  { key: 'files', name: 'Shared folders', about: 'Department and project folders with backup', criticality: 2 },
  { key: 'phone', name: 'Telephony', about: 'Desk telephones, mobiles, call queues', criticality: 2 },
  { key: 'accounts', name: 'Accounts and passwords', about: 'Sign-in, second factor, permissions', criticality: 2 },
  { key: 'web', name: 'Web shop', about: 'The shop of Karpatia Retail', criticality: 1 },
  { key: 'warehouse', name: 'Warehouse terminals', about: 'Scanners and the warehouse application', criticality: 1 },
  { key: 'meeting', name: 'Meeting rooms', about: 'Screens, cameras and booking panels', criticality: 4 },
];

/** Configuration items: how many of each, and what they are called. */
export const items: readonly { service: ServiceKey; class: string; name: string; count: number }[] = [
  { service: 'workplace', class: 'computer', name: 'NB-', count: 30 },
  { service: 'workplace', class: 'computer', name: 'PC-', count: 6 },
  { service: 'print', class: 'printer', name: 'PRN-', count: 10 },
  { service: 'warehouse', class: 'computer', name: 'TERM-', count: 8 },
  { service: 'network', class: 'network', name: 'SW-', count: 6 },
  { service: 'network', class: 'network', name: 'AP-', count: 5 },
  { service: 'vpn', class: 'network', name: 'VPN-GW', count: 2 },
  { service: 'erp', class: 'application', name: 'ERP-APP', count: 2 },
  { service: 'erp', class: 'database', name: 'ERP-DB', count: 1 },
  { service: 'files', class: 'storage', name: 'NAS-', count: 2 },
  { service: 'mail', class: 'server', name: 'MAIL-', count: 2 },
  { service: 'web', class: 'application', name: 'SHOP-', count: 2 },
  { service: 'phone', class: 'phone', name: 'PBX-', count: 1 },
  { service: 'meeting', class: 'other', name: 'ROOM-', count: 5 },
];
