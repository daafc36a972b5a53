from . import document, oauth
