"""The names of emoji that this workspace knows (a good part of the standard ones), and how they are told apart."""

from __future__ import annotations

import re

_STANDARD = """
    +1 -1 100 1234 8ball alarm_clock angry arrow_backward arrow_down arrow_forward arrow_left arrow_right
    arrow_up arrows_clockwise arrows_counterclockwise art ballot_box_with_check bangbang bell black_circle
    black_heart black_left_pointing_double_triangle_with_vertical_bar
    black_right_pointing_double_triangle_with_vertical_bar
    black_right_pointing_triangle_with_double_vertical_bar black_square_for_stop blue_heart blush bomb boom bow
    brain broken_heart bug bulb cat cd checkered_flag clap clapper clapping coffee cold_sweat confetti_ball
    confused cop cowboy_hat_face crossed_fingers cry crying_cat_face cyclone dancer dart dizzy dog
    double_vertical_bar drum_with_drumsticks ear ear_of_rice earth_africa exclamation exploding_head eyes
    facepunch fast_forward fearful film_projector fire first_place_medal fist flushed full_moon gear ghost gift
    green_heart grey_question grin grinning guitar hammer hand handshake headphones hear_no_evil heart
    heart_eyes heartbeat heavy_check_mark heavy_division_sign heavy_minus_sign heavy_multiplication_x
    heavy_plus_sign hourglass hourglass_flowing_sand hugging_face infinity information_source innocent joy key
    keyboard kissing_heart laughing leftwards_arrow_with_hook level_slider lock loud_sound loudspeaker mag mega
    memo microphone moneybag moon mouse movie_camera muscle musical_keyboard musical_note musical_score mute
    nerd_face neutral_face new night_with_stars no_entry no_entry_sign no_mouth notes ok ok_hand open_hands
    open_mouth orange_heart partying_face pause_button pencil pencil2 pensive point_down point_left point_right
    point_up point_up_2 pray purple_heart pushpin question radio rage raised_hand raised_hands record_button
    red_circle relaxed relieved repeat repeat_one revolving_hearts rewind robot_face rocket
    rolling_on_the_floor_laughing satellite saxophone scissors scream second_place_medal see_no_evil skull
    slightly_frowning_face slightly_smiling_face smile smiley smirk sob sound sparkles speaker speech_balloon
    star star-struck star2 stop_button stopwatch stuck_out_tongue studio_microphone sun_with_face sunglasses
    sunny sweat sweat_smile tada thinking_face third_place_medal thought_balloon thumbsdown thumbsup tired_face
    track_next trash trumpet twisted_rightwards_arrows unamused unlock upside_down_face v violin vs warning
    wastebasket wave white_check_mark white_circle wink x yellow_heart yum zap zzz
"""
NAMES = frozenset(_STANDARD.split())

_SKIN = re.compile(r"::skin-tone-[2-6]$")


def is_emoji(name: str) -> bool:
    """Whether a reaction may carry this name; a skin tone may follow. A character such as ⏩ is no name."""
    return _SKIN.sub("", name) in NAMES
