"""Are the sensors worn, firmly, and on the right wrists?"""
