"""What articles written for a client quote from its blog: found, measured, compared with the page that is online."""
