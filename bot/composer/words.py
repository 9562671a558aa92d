"""What the words of a brief mean to a musician: genres and occasions name a style, moods turn it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """How a mood turns a style; each from −1 to 1, 0 leaves it as it is.

    `valence` chooses the mode, `energy` tempo, density and the drums, `brightness` the tone, `register` the height,
    `space` the room, `tempo` speed alone.
    """

    valence: float = 0.0
    energy: float = 0.0
    brightness: float = 0.0
    register: float = 0.0
    space: float = 0.0
    tempo: float = 0.0


def _table(rows: dict[str, str]) -> dict[str, str]:
    return {word.strip(): style for style, words in rows.items() for word in words.split(",")}


GENRES: dict[str, str] = _table(
    {
        "ambient": (
            "ambient, new age, space, space music, meditation, healing, spa, drone ambient, soundscape, "
            "atmospheric, shoegaze, dream pop, psybient, ethereal wave, post-rock, post rock, sleep, yoga, nature, "
            "relaxation, chill out, chillout, mindfulness, asmr, underwater"
        ),
        "drone": (
            "drone, dark ambient, dark drone, horror, industrial, noise, experimental, avant-garde, doom, "
            "suspense, thriller, witch house, mystery, true crime, dark, sci-fi, science fiction"
        ),
        "piano": (
            "piano, solo piano, neoclassical, neo-classical, modern classical, classical, minimalism, minimal, "
            "impressionist, ballad, singer-songwriter, romantic, wedding, baroque, chamber, chamber music, "
            "minimalist, contemporary classical, gospel, spiritual, memorial, christmas"
        ),
        "cinematic": (
            "cinematic, film, film score, soundtrack, score, orchestral, symphonic, drama, documentary, "
            "underscore, movie, symphony, opera, choral, fantasy, medieval, celtic, storytelling, historical, "
            "trailer music, orchestra, western, charity"
        ),
        "epic": (
            "epic, trailer, hybrid trailer, action, battle, adventure, heroic, marching, march, metal, military, "
            "teaser, superhero"
        ),
        "waltz": (
            "waltz, children, kids, lullaby, musette, circus, polka, playful, comedy, music box, folk dance, "
            "chanson, klezmer, cartoon, quirky, musical, vaudeville, toddler, baby"
        ),
        "acoustic": (
            "acoustic, folk, indie folk, country, bluegrass, americana, indie, indie pop, singer songwriter, "
            "ukulele, campfire, acoustic pop, flamenco, world, african, hawaiian, vlog, travel, food, cooking, "
            "wholesome, indie rock, soft rock, lifestyle, family, nature walk, garden, mariachi, irish, arabic, "
            "indian, asian, balkan, middle eastern"
        ),
        "corporate": (
            "corporate, uplifting, inspirational, motivational, commercial, advertising, pop, pop rock, "
            "presentation, business, explainer, tutorial, onboarding, tech, startup, advert, ad, promo, "
            "marketing, product, education, news, technology, j-pop, k-pop, teen pop, power pop, conference, "
            "webinar, training, demo, launch, announcement, keynote, real estate"
        ),
        "jazz": (
            "jazz, swing, bebop, smooth jazz, big band, cool jazz, blues, lounge, noir, ragtime, cocktail, jazz "
            "fusion, gypsy jazz, dixieland, electro swing, film noir, detective, christmas jazz, speakeasy, nu "
            "jazz, coffee, cafe, coffee shop, restaurant"
        ),
        "bossa": (
            "bossa nova, bossa, samba, latin, latin jazz, salsa, tango, rumba, bolero, cumbia, easy listening, "
            "exotica, elevator, elevator music, brazilian, merengue, mambo, bachata, calypso, hotel"
        ),
        "funk": (
            "funk, disco, soul, r&b, motown, neo soul, neo-soul, groove, boogie, acid jazz, nu disco, nu-disco, "
            "g-funk, afrobeat, afro, rhythm and blues, fashion, p-funk, retro soul"
        ),
        "reggae": (
            "reggae, dub, ska, dancehall, reggaeton, rocksteady, roots reggae, island, tropical, beach, summer, "
            "surf, soca, moombahton"
        ),
        "rock": (
            "rock, punk, pop punk, hard rock, alternative, alternative rock, grunge, garage rock, indie rock "
            "band, heavy metal, metalcore, emo, classic rock, blues rock, surf rock, rock and roll, rockabilly, "
            "sports, sport, extreme sports, stoner rock, post-punk, new wave, psychedelic rock, progressive rock, "
            "math rock, britpop"
        ),
        "lo-fi": (
            "lo-fi, lofi, lo-fi hip hop, chillhop, jazzhop, boom bap, chill, study, study beats, podcast, beats, "
            "late night, downbeat, trip hop, trip-hop, vaporwave, bedroom pop, rain, homework, focus"
        ),
        "trap": (
            "trap, hip hop, hip-hop, rap, drill, phonk, cloud rap, grime, uk garage, crunk, trap soul, dubstep, "
            "gangsta rap, old school hip hop, urban, street, miami bass"
        ),
        "house": (
            "house, deep house, edm, dance, electro, tropical house, progressive house, electronic, electronica, "
            "club, garage, eurodance, dance pop, electropop, future bass, workout, fitness, gym, party, trance, "
            "uplifting trance, french house, future house, uk house, tech house, big room, electro house, afro "
            "house, synth-pop pop, hyperpop, bass music, breakbeat"
        ),
        "techno": (
            "techno, minimal techno, psytrance, goa, hardstyle, acid, industrial techno, ebm, detroit techno, "
            "acid house, rave, gabber, electroclash, dub techno, hard techno, cyber, hardcore"
        ),
        "synthwave": (
            "synthwave, retrowave, outrun, synth-pop, synth pop, 80s, 1980s, new retro wave, cyberpunk, "
            "darksynth, italo disco, '80s, eighties, synth, darkwave, dreamwave, chillwave, krautrock"
        ),
        "chiptune": (
            "chiptune, 8-bit, 8 bit, 16-bit, video game, videogame, game, arcade, retro game, bitpop, gaming, "
            "nintendocore, pixel, nes"
        ),
        "drum and bass": (
            "drum and bass, jungle, liquid, liquid drum and bass, breakcore, neurofunk, liquid funk, breaks, "
            "footwork, drumstep"
        ),
        "downtempo": (
            "downtempo, idm, glitch, chillstep, organic house, melodic techno, folktronica, ambient techno, "
            "tribal, chill house, lounge electronica, world fusion, psychill, balearic, future garage, wonky, "
            "microhouse, melodic house, ethnic, desert, science, ai, data, software, app, saas, innovation, "
            "digital"
        ),
    }
)

_MOODS: tuple[tuple[Turn, tuple[str, ...], str], ...] = (
    (
        Turn(valence=0.15, energy=-0.7, brightness=-0.25, register=-0.1, space=0.3, tempo=-0.5),
        ("ambient", "lo-fi", "piano"),
        (
            "calm, relaxed, relaxing, peaceful, serene, tranquil, soothing, gentle, soft, quiet, restful, sleepy, "
            "meditative, laid-back, laid back, easy, slow, still, lazy, unhurried, calming, zen, subtle, understated, "
            "delicate, light touch, background"
        ),
    ),
    (
        Turn(valence=0.15, energy=-0.45, brightness=-0.2, space=0.1, tempo=-0.3),
        ("lo-fi", "downtempo", "bossa"),
        "chill, mellow, chilled, easygoing, easy-going, smooth, loungy, cool, breezy, low-key, downtempo, casual",
    ),
    (
        Turn(valence=0.9, energy=0.4, brightness=0.35, register=0.2, space=-0.1, tempo=0.25),
        ("acoustic", "corporate", "bossa"),
        (
            "happy, cheerful, joyful, upbeat, sunny, fun, feel-good, carefree, lighthearted, light-hearted, merry, "
            "jolly, jubilant, festive, celebratory, cheery, bubbly, joyous, delightful, optimistic, positive, good- "
            "natured, perky, summery"
        ),
    ),
    (
        Turn(valence=0.6, energy=0.05, brightness=0.6, register=0.25, space=0.05),
        ("acoustic", "corporate", "downtempo"),
        "bright, glossy, light, fresh, clean, crisp, airy, clear, sparkling, shiny, shimmering, spring, open, pure",
    ),
    (
        Turn(valence=0.75, energy=0.35, brightness=0.2, register=0.1, space=0.1, tempo=0.1),
        ("corporate", "cinematic", "acoustic"),
        (
            "uplifting, inspiring, inspirational, motivational, motivating, hopeful, encouraging, confident, proud, "
            "empowering, professional, modern, innovative, ambitious, determined, aspirational, successful, "
            "trustworthy, forward-looking, reassuring"
        ),
    ),
    (
        Turn(valence=0.1, energy=0.85, brightness=0.3, register=0.05, space=-0.25, tempo=0.6),
        ("house", "rock", "drum and bass"),
        (
            "energetic, driving, powerful, exciting, dynamic, pumping, lively, high-energy, fast, vibrant, punchy, "
            "bold, electrifying, adrenaline, active, busy, explosive, hyper, vigorous, thrilling, urgent, fast-paced, "
            "racing, sporty, relentless, pulsing, strong, euphoric, exhilarating"
        ),
    ),
    (
        Turn(valence=-0.6, energy=0.85, brightness=-0.05, register=-0.2, space=-0.1, tempo=0.35),
        ("techno", "rock", "epic"),
        (
            "aggressive, angry, intense, heavy, hard, fierce, brutal, furious, violent, gritty, raw, rebellious, "
            "wild, chaotic, menacing"
        ),
    ),
    (
        Turn(valence=-0.85, energy=0.0, brightness=-0.7, register=-0.45, space=0.3, tempo=-0.1),
        ("drone", "cinematic", "techno"),
        (
            "dark, ominous, sinister, scary, creepy, evil, gloomy, foreboding, bleak, grim, moody, brooding, murky, "
            "shadowy, doomy, horror, spooky, unsettling, disturbing"
        ),
    ),
    (
        Turn(valence=-0.75, energy=0.25, brightness=-0.35, register=-0.2, space=0.25, tempo=0.1),
        ("cinematic", "drone", "techno"),
        (
            "tense, restless, suspenseful, nervous, anxious, uneasy, mysterious, suspicious, secretive, dangerous, "
            "enigmatic, haunting, eerie, investigative, curious, thoughtful tension"
        ),
    ),
    (
        Turn(valence=-0.75, energy=-0.45, brightness=-0.25, register=-0.1, space=0.3, tempo=-0.35),
        ("piano", "cinematic", "ambient"),
        (
            "sad, melancholic, melancholy, somber, sombre, lonely, heartbroken, mournful, tragic, sorrowful, "
            "depressing, tearful, grieving, pensive, regretful, bitter, cold, desolate, blue"
        ),
    ),
    (
        Turn(valence=-0.25, energy=-0.3, brightness=-0.2, space=0.25, tempo=-0.2),
        ("piano", "lo-fi", "synthwave"),
        (
            "nostalgic, serious, wistful, bittersweet, sentimental, longing, reflective, introspective, contemplative, "
            "thoughtful, yearning, emotional, vulnerable, autumnal, rainy"
        ),
    ),
    (
        Turn(valence=0.1, energy=-0.4, brightness=0.15, register=0.2, space=0.9, tempo=-0.3),
        ("ambient", "downtempo", "synthwave"),
        (
            "dreamy, ethereal, floating, spacey, hypnotic, surreal, celestial, magical, mystical, otherworldly, "
            "cosmic, hazy, atmospheric, spiritual, trippy, psychedelic, weightless, enchanting, fantasy, spacious, "
            "vast, immersive, futuristic, lush"
        ),
    ),
    (
        Turn(valence=0.1, energy=0.7, brightness=0.15, register=-0.1, space=0.5, tempo=0.1),
        ("epic", "cinematic", "rock"),
        (
            "epic, heroic, triumphant, majestic, grand, dramatic, victorious, monumental, noble, glorious, anthemic, "
            "soaring, patriotic, adventurous, massive, big, climactic, awe-inspiring, cinematic, building, "
            "regal, ceremonial"
        ),
    ),
    (
        Turn(valence=0.35, energy=-0.35, brightness=-0.5, register=-0.1, space=0.05, tempo=-0.15),
        ("lo-fi", "piano", "acoustic"),
        (
            "warm, cozy, cosy, intimate, tender, romantic, heartfelt, loving, homey, organic, earthy, comforting, "
            "friendly, sweet, kind, sincere, vintage, retro, rustic, natural, human, sensual, caring, innocent, "
            "homely, honest, acoustic feel, mellow warm"
        ),
    ),
    (
        Turn(valence=0.8, energy=0.3, brightness=0.3, register=0.45, space=-0.25, tempo=0.25),
        ("waltz", "acoustic", "chiptune"),
        (
            "playful, quirky, whimsical, funny, silly, bouncy, mischievous, humorous, goofy, cute, childlike, comic, "
            "comedic, cheeky, naive, zany, witty, light-footed, springy"
        ),
    ),
    (
        Turn(valence=-0.1, energy=0.3, brightness=0.05, register=-0.05, space=-0.15, tempo=0.05),
        ("funk", "house", "trap"),
        (
            "groovy, funky, sexy, swagger, sassy, stylish, urban, sophisticated, elegant, classy, slick, edgy, "
            "catchy, danceable, rhythmic, percussive, glamorous, luxurious, bluesy, jazzy, soulful, cocky"
        ),
    ),
    (
        Turn(valence=0.0, energy=-0.5, brightness=0.0, register=0.0, space=0.1, tempo=-0.1),
        ("ambient", "downtempo", "piano"),
        (
            "minimal, sparse, simple, neutral, repetitive, focused, steady, unobtrusive, discreet, restrained, bare, "
            "stripped-back, stripped back, meditative minimal, empty"
        ),
    ),
)

MOODS: dict[str, Turn] = {word.strip(): turn for turn, _, words in _MOODS for word in words.split(",")}
MOOD_STYLES: dict[str, tuple[str, ...]] = {
    word.strip(): styles for _, styles, words in _MOODS for word in words.split(",")
}
MOODS["slow"] = Turn(energy=-0.3, tempo=-1.0)
MOODS["fast"] = Turn(energy=0.3, tempo=1.0)
ANY_STYLE = ("lo-fi", "corporate", "acoustic", "ambient", "cinematic", "downtempo", "piano", "bossa")
