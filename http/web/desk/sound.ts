// Two short sounds, made by the browser itself: a rising pair when a visitor waits or is assigned,
// one soft note for a message.  Browsers stay silent until the reader has clicked somewhere.

let context: AudioContext | null = null;

interface Note {
  frequency: number;
  at: number;
  length: number;
}

const sounds = {
  arrival: [
    { frequency: 659.25, at: 0, length: 0.18 },
    { frequency: 880, at: 0.13, length: 0.42 },
  ],
  message: [{ frequency: 783.99, at: 0, length: 0.22 }],
} satisfies Record<string, Note[]>;

export type Sound = keyof typeof sounds;

export function play(sound: Sound): void {
  try {
    context ??= new AudioContext();
    const here = context;
    void here.resume().then(() => {
      for (const note of sounds[sound]) ring(here, note);
    });
  } catch {
    /* no sound device */
  }
}

/** Two sines an octave apart, struck and left to ring: near a small bell. */
function ring(audio: AudioContext, note: Note): void {
  const begin = audio.currentTime + note.at;
  for (const [multiple, loudness] of [[1, 0.16], [2, 0.05]] as const) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = note.frequency * multiple;
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(loudness, begin + 0.012);
    volume.gain.exponentialRampToValueAtTime(0.0001, begin + note.length);
    tone.connect(volume).connect(audio.destination);
    tone.start(begin);
    tone.stop(begin + note.length + 0.05);
  }
}
