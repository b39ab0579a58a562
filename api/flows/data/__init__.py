"""
The pupils' identity before anybody signs for it: complete, compared with other sources, confirmed by the parents.

``checking`` is the list of what is wrong, ``recording`` what people do about it, ``slips`` the parents' forms.
"""
