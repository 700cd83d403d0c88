// Icons of what colleagues do together, in the manner of shared/components/icons.ts.

export const eye = 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Zm6.5 0a3 3 0 1 0 6 0 3 3 0 1 0-6 0';
export const whisper = 'M7 9a5 5 0 1 1 8.6 3.5c-1 1-1.6 1.8-1.6 3.2 0 2-1.2 3.3-3 3.3a3 3 0 0 1-2.7-1.7M9.8 9.5a2.2 2.2 0 1 1 3.6 1.7';
export const addPerson = 'M10 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5ZM3 20c.5-3.5 3.3-5.5 7-5.5 1.3 0 2.5.2 3.5.7M18 14v6m-3-3h6';
export const takeOver = 'M12 20V5m-5.5 5.5L12 5l5.5 5.5M5 20h14';
export const colleagues = 'M4 5h11a1.5 1.5 0 0 1 1.5 1.5V12A1.5 1.5 0 0 1 15 13.5H9l-4 3v-3H4A1.5 1.5 0 0 1 2.5 12V6.5A1.5 1.5 0 0 1 4 5Zm15.5 4H20a1.5 1.5 0 0 1 1.5 1.5v5A1.5 1.5 0 0 1 20 17h-1v3l-3.5-3H12';
