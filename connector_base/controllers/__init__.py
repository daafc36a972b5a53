from . import diagnosis, document, oauth
