"""
Cases (yêu cầu, đề nghị của gia đình): what a family asks of the school, until it is answered; one stream for each.

Read ``kinds`` for what can be asked for and who answers, ``events`` for what happens, ``decide`` for the rules.
"""
