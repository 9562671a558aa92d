"""The words a brief is read by: genres, moods, instruments. Each line is a name and, after a colon, its synonyms.

To add a word, add it to a line here; an entry is in one list only, and the longest entry wins. Plurals of
instruments come by themselves. Moods stay as written, so they have no synonyms.
"""

from __future__ import annotations

GENRES = """
acid jazz
acoustic
afrobeat: afrobeats, afro beat
alternative: alt rock, alternative rock
ambient
americana
baroque
bebop
big band
blues
bluegrass
boom bap: boombap
bossa nova: bossa, bossanova
breakbeat: breakbeats, break beat
celtic
chillhop: chill hop
chillout: chill out
chillwave
chiptune: chip tune, chiptunes, 8 bit, 8bit, 8-bit music
cinematic: film score, filmic
classical
corporate
country
dance
dancehall
dark ambient
deep house
disco
documentary
downtempo: down tempo, downbeat
dream pop: dreampop
drill
drone
drum and bass: dnb, d&b, drum & bass, drum n bass, drum 'n' bass, drums and bass
dub
dub techno
dubstep
edm
electro
electro swing: electroswing
electronic: electronica
electropop: electro pop
explainer
fantasy
flamenco
folk
funk
future bass
game: video game, videogame
garage: uk garage
glitch
gospel
grime
grunge
hip hop: hiphop, hip-hop
hard rock
house
hyperpop
idm
indie
indie folk
indie pop
indie rock
industrial
jazz
jungle
k-pop: kpop, k pop
klezmer
latin
latin jazz
lo-fi: lofi, lo fi, low fi, low-fi
lounge
lullaby
march
meditation
metal: heavy metal
minimal techno
minimalism: minimal, minimalist
modern classical: neoclassical, neo classical, neo-classical
motown
musical
new age
new wave
noir: film noir
nu disco: nudisco
nu jazz
orchestral: orchestra, symphonic
phonk
podcast
polka
pop
pop punk
post rock: post-rock
progressive house
psytrance
punk
r&b: rnb, r and b, r & b, r'n'b, r n b, rhythm and blues
ragtime
rap
rave
reggae
reggaeton
rock
rock and roll: rock 'n' roll, rock n roll
salsa
samba
shoegaze
singer songwriter: singer-songwriter
ska
smooth jazz
soul: neo soul
soundscape
soundtrack
spa
surf rock: surf
swing
synth-pop: synth pop, synthpop
synthwave: synth wave, retrowave
tango
tech house
techno
trailer
trance
trap
trip hop: trip-hop, triphop
tropical house
vaporwave: vapourwave, vapor wave
waltz
western
world
"""

MOODS = """
aggressive, airy, ambitious, angry, anthemic, anxious, atmospheric, awe-inspiring, bittersweet, bleak, bold, bouncy,
breezy, bright, brooding, bubbly, busy, calm, calming, carefree, catchy, celebratory, cheeky, cheerful, chill,
chilled, clean, cold, comforting, confident, contemplative, cool, cosmic, cosy, cozy, creepy, curious, cute, dark,
delicate, determined, dramatic, dreamy, driving, dynamic, earthy, easygoing, eerie, elegant, emotional, empowering,
energetic, epic, ethereal, euphoric, exciting, fast, feel-good, fierce, floating, focused, fresh, friendly, fun,
funky, funny, futuristic, gentle, gloomy, glossy, gritty, groovy, happy, haunting, hazy, heartfelt, heavy, heroic,
hopeful, hypnotic, innocent, innovative, inspirational, inspiring, intense, intimate, introspective, joyful,
laid-back, lazy, light, lighthearted, lively, lonely, lush, magical, majestic, meditative, melancholic, melancholy,
mellow, menacing, mischievous, modern, moody, motivating, motivational, mournful, mysterious, mystical, neutral,
nostalgic, ominous, optimistic, organic, peaceful, pensive, playful, positive, powerful, proud, psychedelic, pulsing,
punchy, quiet, quirky, raw, reassuring, reflective, relaxed, relaxing, restless, retro, romantic, sad, scary, sensual,
sentimental, serene, serious, shimmering, silly, simple, sinister, sleepy, slow, smooth, soaring, soft, sombre,
somber, soothing, sophisticated, soulful, spacey, spacious, sparkling, sparse, spooky, steady, subtle, summery, sunny,
surreal, suspenseful, sweet, tender, tense, thoughtful, tranquil, triumphant, trippy, upbeat, uplifting, urgent,
vibrant, vintage, warm, whimsical, wild, wistful, zen
"""

INSTRUMENTS = """
accordion
acoustic guitar
bagpipe: bagpipes
banjo
bass: bass guitar, bassline, bass line
bell
bongo: bongos
brass: horns, brass section
cello: celli, cellos
celesta
choir: choirs
clap: handclap, hand clap
clarinet
conga: congas
cymbal
didgeridoo
double bass: upright bass, contrabass
drum machine
drums: drum, drum kit, drumkit
electric guitar
electric piano: e-piano, epiano
fiddle
flute
french horn
glockenspiel: glock
guitar
hand drum
handpan: hang drum
harmonica
harp
harpsichord
hi-hat: hihat, hi hat, hat
kalimba
keys: keyboard
kick: kick drum
mandolin
marimba
mellotron
music box
oboe
organ: hammond
pad
percussion: perc
piano: grand piano, upright piano
pizzicato: pizzicato strings
rhodes
saxophone: sax, saxes
shaker
singing bowl
sitar
snare: snare drum
steel drum: steelpan, steel pan
strings: string, string section
synth: synthesizer, synthesiser
synth bass
tabla
taiko
tambourine
theremin
timpani
triangle
trombone
trumpet
tuba
turntable
ukulele: uke
vibraphone: vibes
viola
violin
vocoder
whistle: whistling
woodwind: woodwinds
wurlitzer
xylophone
"""
