#!/usr/bin/env python3
"""Makes a knowledge base of any size, and distinct questions to it, from
syllables: for speed, never for quality.

    make_base.py ENTRIES VARIANTS QUESTIONS FOLDER
writes FOLDER/base.jsonl and FOLDER/questions.txt.
"""
import json
import os
import random
import sys

ONSETS = ["b", "bl", "c", "ch", "cr", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pl", "pr",
          "qu", "r", "s", "sh", "sk", "sl", "st", "t", "th", "tr", "v", "w", "wh", "y", "z"]
VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "ee", "ie", "oa", "oo", "ou"]
CODAS = ["", "", "", "b", "ck", "d", "ft", "g", "l", "ll", "m", "mp", "n", "nd", "ng", "nt", "p", "r", "rk", "rt", "s", "st",
         "t", "x"]
FRAMES = ["how do I {} my {} {}", "what does {} {} cost with {}", "my {} {} does not {}",
          "can I {} a {} without {}", "where is the {} of my {} {}", "why was my {} {} {}"]


def main():
    entries, variants, questions = (int(n) for n in sys.argv[1:4])
    folder = sys.argv[4]
    rng = random.Random(7)
    words = sorted({"".join(rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS)
                            for _ in range(rng.randint(1, 3))) for _ in range(8000)})
    topics = [rng.sample(words, 9) for _ in range(entries)]

    def ask(topic):
        return rng.choice(FRAMES).format(*rng.sample(topic, 3))

    with open(os.path.join(folder, "base.jsonl"), "w", encoding="utf-8") as out:
        for number, topic in enumerate(topics):
            seen = list(dict.fromkeys(ask(topic) for _ in range(variants * 3)))[:variants + 1]
            out.write(json.dumps({"id": f"entry_{number}", "question": seen[0], "variants": seen[1:],
                                  "answer": f"The answer about {' '.join(topic)}.", "language": "en"}) + "\n")
    with open(os.path.join(folder, "questions.txt"), "w", encoding="utf-8") as out:
        seen = set()
        while len(seen) < questions:
            question = ask(rng.choice(topics))
            if rng.random() < 0.25:  # a word that has nothing to do with it
                question += " " + rng.choice(words)
            if question not in seen:
                seen.add(question)
                out.write(question + "\n")


if __name__ == "__main__":
    main()
