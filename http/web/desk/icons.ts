// Icons that only the desk needs, in the manner of shared/components/icons.ts.

/** Something brought in from outside: a file into the knowledge base. */
export const bringIn = 'M12 4v11m-4.5-4.5L12 15l4.5-4.5M4 15v3.5A1.5 1.5 0 0 0 5.5 20h13a1.5 1.5 0 0 0 1.5-1.5V15';

/* Writing. */
export const bold = 'M7 4.5h6a3.5 3.5 0 0 1 0 7H7Zm0 7h7a4 4 0 0 1 0 8H7Z';
export const italic = 'M10.5 4.5h6m-9 15h6m.5-15-4 15';
export const picture = 'M4 5h16a1.5 1.5 0 0 1 1.5 1.5v11A1.5 1.5 0 0 1 20 19H4a1.5 1.5 0 0 1-1.5-1.5v-11A1.5 1.5 0 0 1 4 5Zm-1 12.5 5.5-6 4 4.5 3-3 5.5 5M16 9v.01';

/** What was before. */
export const past = 'M12 7.5v5l3.2 1.8M3.8 9A9 9 0 1 1 3 12m.5-7.5V9H8';
export const folder = 'M3 6.5A1.5 1.5 0 0 1 4.5 5H9l2.5 3h8A1.5 1.5 0 0 1 21 9.5v8A1.5 1.5 0 0 1 19.5 19h-15A1.5 1.5 0 0 1 3 17.5Z';
