"""What do forms do? Each asks the part of the testbed that the control API's route asks, never HTTP."""
