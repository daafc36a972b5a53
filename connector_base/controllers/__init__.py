from . import diagnosis, document, help, oauth
