from flask_smorest import Blueprint

blueprint = Blueprint("subscriptions", __name__, url_prefix="/subscriptions")


def register_default(e):
    pass


def authority(e):
    return b""
