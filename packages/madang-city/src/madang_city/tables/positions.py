"""Who is what in a household, by age and sex.

These weights were set by us. They only say where people of an age are more likely to be found; the totals
come from the tables of households and of ages, to which they are fitted.
"""

from __future__ import annotations

from madang_city.tables import Source

POSITIONS_SOURCE = Source(
    table="CHILD, LONE_PARENT, ELDER and the other weights of positions",
    title="Where in a household people of an age are found",
    publisher="set by us",
    year="2023",
    where="no table was at hand",
    trust="approximate",
    note="Fitted to AGE_SEX, KINDS and LIVING_ALONE, which decide the totals.",
)

# Each: ages from, to, weight of men, weight of women.
CHILD = (
    (0, 18, 990, 990), (19, 19, 880, 880), (20, 24, 700, 690), (25, 29, 500, 460), (30, 34, 310, 250),
    (35, 39, 190, 140), (40, 44, 120, 85), (45, 49, 80, 50), (50, 54, 45, 25), (55, 59, 20, 12),
    (60, 64, 6, 4),
)  # fmt: skip
GRANDCHILD = ((0, 18, 10, 10), (19, 24, 8, 8))
LONE_PARENT = (
    (25, 29, 2, 8), (30, 34, 6, 25), (35, 39, 16, 52), (40, 44, 30, 85), (45, 49, 42, 112), (50, 54, 46, 120),
    (55, 59, 42, 108), (60, 64, 34, 95), (65, 69, 28, 95), (70, 74, 26, 105), (75, 79, 26, 120),
    (80, 84, 28, 130),
    (85, 94, 24, 120),
)  # fmt: skip
ELDER = ((64, 69, 2, 8), (70, 74, 6, 26), (75, 79, 12, 62), (80, 84, 26, 115), (85, 99, 40, 190))
GRANDPARENT = ((55, 59, 2, 6), (60, 69, 4, 11), (70, 79, 5, 13), (80, 84, 2, 6))
SIBLING = ((19, 19, 12, 12), (20, 24, 28, 32), (25, 29, 36, 40), (30, 34, 22, 24), (35, 44, 10, 10),
           (45, 64, 5, 6), (65, 80, 3, 5))  # fmt: skip
UNRELATED = ((19, 19, 30, 30), (20, 24, 52, 50), (25, 29, 62, 58), (30, 34, 50, 44), (35, 39, 36, 28),
             (40, 49, 26, 20), (50, 59, 24, 20), (60, 69, 16, 14), (70, 80, 6, 6))  # fmt: skip
ALONE_YOUNG = ((18, 18, 3, 3), (19, 19, 60, 60), (20, 24, 220, 220), (25, 29, 420, 380))
"""Within the youngest group of those who live alone; in the others every age weighs the same."""

COUPLE_KINDS: dict[str, tuple[tuple[int, int, int], ...]] = {
    # ages of the wife from, to, weight
    "couple/2": ((19, 29, 480), (30, 34, 360), (35, 39, 160), (40, 44, 95), (45, 49, 100), (50, 54, 200),
                 (55, 59, 380), (60, 64, 560), (65, 69, 700), (70, 105, 850)),
    "couple_children/3": ((19, 24, 300), (25, 29, 400), (30, 34, 440), (35, 39, 340), (40, 44, 270),
    (45, 49, 280),
                          (50, 54, 350), (55, 59, 360), (60, 64, 300), (65, 69, 210), (70, 74, 120),
                          (75, 105, 50)),
    "couple_children/4": ((24, 29, 70), (30, 34, 160), (35, 39, 400), (40, 44, 500), (45, 49, 480),
    (50, 54, 350),
                          (55, 59, 190), (60, 64, 80), (65, 69, 30)),
    "couple_children/5": ((28, 34, 14), (35, 39, 60), (40, 44, 95), (45, 49, 80), (50, 54, 40), (55, 59, 10)),
    "couple_children/6": ((33, 39, 10), (40, 44, 18), (45, 49, 16), (50, 54, 6)),
    "couple_parents/3": ((35, 44, 10), (45, 54, 18), (55, 59, 26), (60, 69, 30)),
    "three_generations/4": ((30, 39, 30), (40, 44, 45), (45, 54, 55), (55, 59, 40), (60, 64, 16)),
    "three_generations/5": ((33, 39, 40), (40, 44, 55), (45, 49, 58), (50, 54, 36), (55, 59, 10)),
    "three_generations/6": ((33, 39, 16), (40, 49, 18), (50, 54, 6)),
    "three_generations/7": ((35, 39, 4), (40, 49, 6)),
    "elder_couple": ((60, 64, 4), (65, 69, 12), (70, 79, 22), (80, 90, 14)),
}  # fmt: skip
LONE_PARENT_KINDS: dict[str, tuple[tuple[int, int, int], ...]] = {
    "parent_children/2": ((19, 34, 650), (35, 39, 560), (40, 49, 560), (50, 54, 680), (55, 59, 800),
    (60, 99, 930)),
    "parent_children/3": ((25, 34, 280), (35, 39, 370), (40, 49, 400), (50, 54, 290), (55, 59, 180),
    (60, 84, 60)),
    "parent_children/4": ((30, 34, 40), (35, 39, 70), (40, 49, 80), (50, 54, 40), (55, 64, 10)),
    "three_generations/3": ((30, 39, 60), (40, 49, 75), (50, 59, 60), (60, 64, 20)),
}  # fmt: skip
