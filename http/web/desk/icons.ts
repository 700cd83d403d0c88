// Icons that only the desk needs, in the manner of shared/components/icons.ts.

/** Something brought in from outside: a file into the knowledge base. */
export const bringIn = 'M12 4v11m-4.5-4.5L12 15l4.5-4.5M4 15v3.5A1.5 1.5 0 0 0 5.5 20h13a1.5 1.5 0 0 0 1.5-1.5V15';
