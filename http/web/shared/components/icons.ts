// The icon set: strokes on a 24 x 24 grid, drawn in the text's colour.  Import it whole
// (`import * as icons`); what a page doesn't use is left out of its bundle.

export const alert =
  'M12 8v5m0 3.5v.01M10.3 3.9 2.4 17.6A2 2 0 0 0 4.1 20.6h15.8a2 2 0 0 0 1.7-3L13.7 3.9a2 2 0 0 0-3.4 0Z';
export const arrowDown =
  'M12 5v14m-6-6 6 6 6-6';
export const arrowLeft =
  'M19 12H5m6-6-6 6 6 6';
export const bell =
  'M6 9a6 6 0 1 1 12 0c0 6 2.5 7.5 2.5 7.5h-17S6 15 6 9m4 11a2.2 2.2 0 0 0 4 0';
export const book =
  'M4 5.5A2.5 2.5 0 0 1 6.5 3H20v15H6.5A2.5 2.5 0 0 0 4 20.5v-15Zm0 15A2.5 2.5 0 0 0 6.5 23H20v-5';
export const bot =
  'M12 4v3m-6 0h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2Zm3 5v1.5m6-1.5v1.5M1.5 12v2m21-2v2M12 4a1 1 0 1 0 0-2 1 1 0 0 0 0 2Z';
export const chat =
  'M20.5 12a7.8 7.8 0 0 1-8.2 7.5 9 9 0 0 1-3.4-.7L4 20.5l1.3-4A7.2 7.2 0 0 1 3.5 12 7.8 7.8 0 0 1 12 4.5a7.8 7.8 0 0 1 8.5 7.5Z';
export const check =
  'm5 12.5 4.5 4.5L19.5 7';
export const checks =
  'm2 12.5 4.5 4.5L16 7.5m-4 9 1 .9 9.5-9.9';
export const chevronDown =
  'm6 9.5 6 6 6-6';
export const chevronRight =
  'm9.5 6 6 6-6 6';
export const chevronUp =
  'm6 15 6-6 6 6';
export const clock =
  'M12 7v5.2l3.3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z';
export const close =
  'M6 6l12 12M18 6 6 18';
export const copy =
  'M9 9h10a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 19 21h-9a1.5 1.5 0 0 1-1.5-1.5V9.5M15.5 8.5v-4A1.5 1.5 0 0 0 14 3H5a1.5 1.5 0 0 0-1.5 1.5v9A1.5 1.5 0 0 0 5 15h3.5';
export const edit =
  'M4 20h4L19.5 8.5a2.1 2.1 0 0 0 0-3l-1-1a2.1 2.1 0 0 0-3 0L4 16v4Zm10-14 4 4';
export const download =
  'M12 4v11m-4.5-4.5L12 15l4.5-4.5M4 15.5v3A1.5 1.5 0 0 0 5.5 20h13a1.5 1.5 0 0 0 1.5-1.5v-3';
export const file =
  'M13.5 3.5H7A1.5 1.5 0 0 0 5.5 5v14A1.5 1.5 0 0 0 7 20.5h10a1.5 1.5 0 0 0 1.5-1.5V8.5Zm0 0v5h5M9 13h6m-6 3.5h4';
export const filter =
  'M4 6h16M7 12h10m-6.5 6h3';
export const flag =
  'M5 21V4s1.5-1 4.5-1 5 2 8 2c1.5 0 2.5-.5 2.5-.5V14s-1 .7-2.5.7c-3 0-5-2-8-2S5 13.5 5 13.5';
export const globe =
  'M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Zm-17.5 0h17M12 3c2.5 2.6 3.7 5.6 3.7 9s-1.2 6.4-3.7 9c-2.5-2.6-3.7-5.6-3.7-9S9.5 5.6 12 3Z';
export const help =
  'M9.2 9a2.9 2.9 0 0 1 5.6 1c0 1.9-2.8 2.4-2.8 4.2m0 3v.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z';
export const inbox =
  'M3 13h5l1.5 3h5L16 13h5M3 13v5.5A1.5 1.5 0 0 0 4.5 20h15a1.5 1.5 0 0 0 1.5-1.5V13l-3-8.2a1.2 1.2 0 0 0-1.1-.8H7.1A1.2 1.2 0 0 0 6 4.8L3 13Z';
export const leave =
  'M14 4h4.5A1.5 1.5 0 0 1 20 5.5v13a1.5 1.5 0 0 1-1.5 1.5H14m-4-4-4-4 4-4m-4 4h10';
export const link =
  'M10 14a4.5 4.5 0 0 0 6.6.4l3-3a4.5 4.5 0 0 0-6.4-6.4L11.7 6.5M14 10a4.5 4.5 0 0 0-6.6-.4l-3 3a4.5 4.5 0 0 0 6.4 6.4l1.5-1.5';
export const list =
  'M8 6h12M8 12h12M8 18h12M4 6v.01M4 12v.01M4 18v.01';
export const lock =
  'M7 11V7.5a5 5 0 0 1 10 0V11M6 11h12a1.5 1.5 0 0 1 1.5 1.5v7A1.5 1.5 0 0 1 18 21H6a1.5 1.5 0 0 1-1.5-1.5v-7A1.5 1.5 0 0 1 6 11Z';
export const mail =
  'M4 5h16a1.5 1.5 0 0 1 1.5 1.5v11A1.5 1.5 0 0 1 20 19H4a1.5 1.5 0 0 1-1.5-1.5v-11A1.5 1.5 0 0 1 4 5Zm-1 2 9 6.5L21 7';
export const menu =
  'M4 6.5h16M4 12h16M4 17.5h16';
export const more =
  'M6.2 12a1.2 1.2 0 1 1-2.4 0 1.2 1.2 0 0 1 2.4 0Zm7 0a1.2 1.2 0 1 1-2.4 0 1.2 1.2 0 0 1 2.4 0Zm7 0a1.2 1.2 0 1 1-2.4 0 1.2 1.2 0 0 1 2.4 0Z';
export const note =
  'M5 3.5h14A1.5 1.5 0 0 1 20.5 5v9L14 20.5H5A1.5 1.5 0 0 1 3.5 19V5A1.5 1.5 0 0 1 5 3.5Zm9 17V15.5a1.5 1.5 0 0 1 1.5-1.5h5M8 8.5h8M8 12.5h4';
export const paperclip =
  'm20 11.5-8.3 8.3a5.2 5.2 0 0 1-7.4-7.4l8.6-8.6a3.5 3.5 0 0 1 4.9 4.9l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6';
export const person =
  'M19.5 20.5c-.6-3.7-3.7-6-7.5-6s-6.9 2.3-7.5 6M16 7.5a4 4 0 1 1-8 0 4 4 0 0 1 8 0Z';
export const people =
  'M15.5 20c-.5-3.2-3-5.2-6.5-5.2S3 16.8 2.5 20M12.5 8.2a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0Zm3-3.3a3.5 3.5 0 0 1 0 6.6m2.5 3.8c2 .7 3.2 2.3 3.5 4.7';
export const phone =
  'M6.5 3.5 9 4l1.5 4-2 1.8a12 12 0 0 0 5.7 5.7l1.8-2 4 1.5.5 2.5a2.5 2.5 0 0 1-2.5 2.9A15.5 15.5 0 0 1 3.6 6a2.5 2.5 0 0 1 2.9-2.5Z';
export const play =
  'M7 4.5v15l12-7.5-12-7.5Z';
export const plus =
  'M12 5v14M5 12h14';
export const publish =
  'M12 15V4m-4.5 4.5L12 4l4.5 4.5M4 15v3.5A1.5 1.5 0 0 0 5.5 20h13a1.5 1.5 0 0 0 1.5-1.5V15';
export const refresh =
  'M20 11a8 8 0 0 0-14.3-4L3.5 9.5m0-5v5h5M4 13a8 8 0 0 0 14.3 4l2.2-2.5m0 5v-5h-5';
export const reply =
  'M9 6 3.5 11.5 9 17m-5.5-5.5H14a6.5 6.5 0 0 1 6.5 6.5v1';
export const search =
  'm20.5 20.5-4.7-4.7m2.2-5.3a7.5 7.5 0 1 1-15 0 7.5 7.5 0 0 1 15 0Z';
export const send =
  'M4 12 3.5 4.5 21 12 3.5 19.5 4 12Zm0 0h8';
export const settings =
  'M4 7h9m5 0h2M4 17h2m5 0h9M18 7a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Zm-7 10a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Z';
export const smile =
  'M8.5 14.5s1.2 1.8 3.5 1.8 3.5-1.8 3.5-1.8M9 9.5v.01M15 9.5v.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z';
export const sun =
  'M12 2.5v2m0 15v2m9.5-9.5h-2m-15 0h-2m16.2-6.7-1.4 1.4M6.7 17.3l-1.4 1.4m13.4 0-1.4-1.4M6.7 6.7 5.3 5.3M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0Z';
export const tag =
  'M3.5 11V4.5a1 1 0 0 1 1-1H11l9.5 9.5a1.5 1.5 0 0 1 0 2.1l-5.4 5.4a1.5 1.5 0 0 1-2.1 0L3.5 11Zm4-3.5v.01';
export const thumbDown =
  'M17 14.5V4M7 4h11.5A1.5 1.5 0 0 1 20 5.5V13a1.5 1.5 0 0 1-1.5 1.5H17L13 21a2.4 2.4 0 0 1-2.2-2.7l.5-3.3H6.2a2.2 2.2 0 0 1-2.1-2.7l1.3-6.6A2.2 2.2 0 0 1 7 4Z';
export const thumbUp =
  'M7 9.5V20m10 0H5.5A1.5 1.5 0 0 1 4 18.5V11a1.5 1.5 0 0 1 1.5-1.5H7L11 3a2.4 2.4 0 0 1 2.2 2.7L12.7 9h5.1a2.2 2.2 0 0 1 2.1 2.7l-1.3 6.6A2.2 2.2 0 0 1 17 20Z';
export const transfer =
  'M4 8.5h15m-4-4 4 4-4 4M20 15.5H5m4-4-4 4 4 4';
export const trash =
  'M4 6.5h16M9.5 6.5v-2A1 1 0 0 1 10.5 3.5h3a1 1 0 0 1 1 1v2m4 0-.8 12.6a1.5 1.5 0 0 1-1.5 1.4H7.8a1.5 1.5 0 0 1-1.5-1.4L5.5 6.5m4.5 4v6m4-6v6';
export const upload =
  'M12 15V4m-4.5 4.5L12 4l4.5 4.5M4 15v3.5A1.5 1.5 0 0 0 5.5 20h13a1.5 1.5 0 0 0 1.5-1.5V15';
export const wifiOff =
  'M3 3l18 18M8.5 15.6a5 5 0 0 1 6 -.6M5 12a10 10 0 0 1 4.5-2.6m4-.3A10 10 0 0 1 19 12M2 8.5a15 15 0 0 1 4.5-3m4.3-1.2A15 15 0 0 1 22 8.5M12 19v.01';

/* Faces for ratings, from best to worst. */
export const faceExcellent =
  'M7.5 13.5h9a4.5 4.5 0 0 1-9 0ZM8.5 9.5v.01M15.5 9.5v.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z';
export const faceGood =
  'M8.5 14.2s1.2 1.9 3.5 1.9 3.5-1.9 3.5-1.9M8.5 9.5v.01M15.5 9.5v.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z';
export const faceFair =
  'M8.5 15h7M8.5 9.5v.01M15.5 9.5v.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z';
export const facePoor =
  'M8.5 16.2s1.2-1.9 3.5-1.9 3.5 1.9 3.5 1.9M8.5 9.5v.01M15.5 9.5v.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z';
